// SPDX-License-Identifier: Apache-2.0

import Project
import Testing

@Suite("A licence's text")
struct LicenseTextTests {
    private static let mit = """
        Copyright (c) 2026 Ada Lovelace

        Permission is hereby granted, free of charge, to any person obtaining a copy
        of this software and associated documentation files (the "Software"), to deal
        in the Software without restriction, subject to the following conditions:

        The above copyright notice and this permission notice shall be included in all
        copies or substantial portions of the Software.
        """
    private static let bsd = """
        Redistribution and use in source and binary forms, with or without
        modification, are permitted provided that the following conditions are met:
        """
    private static let isc = """
        Permission to use, copy, modify, and/or distribute this software for any
        purpose with or without fee is hereby granted
        """

    private static let mitWithReturns: String =
        "MIT License\r\n\r\n" + mit.split(separator: "\n").joined(separator: "\r\n")
    private static let mitWithoutNotice: String = mit.split(separator: "\n").dropLast(2).joined(separator: "\n")
    private static let texts: [(String, String)] = [
        (mit, "MIT"), (mitWithReturns, "MIT"),
        (mitWithoutNotice, "MIT-0"),
        (
            "                Apache License\n          Version 2.0, January 2004\n   http://www.apache.org/licenses/",
            "Apache-2.0"
        ),
        (
            "Apache License\nVersion 2.0, January 2004\n## Runtime Library Exception to the Apache 2.0 License: ##",
            "Apache-2.0 WITH Swift-exception"
        ),
        (bsd, "BSD-2-Clause"),
        (
            bsd + "3. Neither the name of the copyright holder may be used to endorse or promote products",
            "BSD-3-Clause"
        ),
        ("GNU GENERAL PUBLIC LICENSE\n    Version 3, 29 June 2007", "GPL-3.0-only"),
        ("GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991", "GPL-2.0-only"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 2.1, February 1999", "LGPL-2.1-only"),
        ("GNU LESSER GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007", "LGPL-3.0-only"),
        ("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007", "AGPL-3.0-only"),
        ("Mozilla Public License Version 2.0\n====", "MPL-2.0"), ("Mozilla Public License, version 2.0", "MPL-2.0"),
        (isc + ", provided that the above\ncopyright notice and this permission notice appear in all copies.", "ISC"),
        (isc + ".", "0BSD"),
        ("This is free and unencumbered software released into the public domain.", "Unlicense"),
        ("// SPDX-License-Identifier: EUPL-1.2\nsome text", "EUPL-1.2"),
    ]

    @Test(arguments: texts)
    func `is recognised`(_ text: String, _ identifier: String) {
        #expect(LicenseText.identifier(of: text) == identifier)
    }

    @Test(arguments: [
        "", "All rights reserved.", "This program is proprietary; see the GNU General Public License for contrast.",
        "MIT",
    ])
    func `is not guessed`(_ text: String) {
        #expect(LicenseText.identifier(of: text) == nil)
    }

    @Test func `files that are alternatives are told as such`() {
        let apache = "Apache License Version 2.0"
        #expect(
            LicenseText.identifier(ofFiles: [("LICENSE-APACHE", apache), ("LICENSE-MIT", Self.mit)])
                == "Apache-2.0 OR MIT")
        #expect(
            LicenseText.identifier(ofFiles: [
                ("COPYING", "GNU GENERAL PUBLIC LICENSE Version 3"),
                ("COPYING.LESSER", "GNU LESSER GENERAL PUBLIC LICENSE Version 3"),
            ]) == "LGPL-3.0-only")
        #expect(LicenseText.identifier(ofFiles: [("LICENSE", "?"), ("LICENSE.md", Self.mit)]) == "MIT")
        #expect(["LICENSE", "licence.txt", "COPYING", "LICENSE-MIT", "UNLICENSE"].allSatisfy(LicenseText.isLicense))
        #expect(!["licenses", "COPYINGS", "README"].contains(where: LicenseText.isLicense))
    }

    @Test(arguments: [
        ("MIT License\n\nCopyright (c) 2024 Ada Lovelace\n\nPermission is", ["2024 Ada Lovelace"]),
        (
            "Copyright (c) Example Corporation.\nCopyright ©2017-2019 Zed\n(c) 2019, Grace",
            ["Example Corporation.", "2017-2019 Zed", "2019, Grace"]
        ),
        ("Copyright: 2018 X\n * Copyright 2020 Y\ncopyright notice, this list", ["2018 X", "2020 Y"]),
        ("   (c) You must retain\n   Copyright [yyyy] [name of copyright owner]\nCopyright and Related Rights", []),
        (
            "Copyright (C) 2007 Free Software Foundation, Inc.\nCopyright (C) <year>  <name of author>\nCopyright (C) 19yy  <name of author>\nCopyright (c) 2024\nCopyright (c) YEAR NAME\n(c) 12 months after",
            []
        ),
    ])
    func `names whose the project is`(_ text: String, _ holders: [String]) {
        #expect(LicenseText.holders(in: text) == holders)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The number of an entry in a header; `rpmtag.h`.
package struct RPMTag: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    private init(_ number: UInt32) { rawValue = number }

    package static let i18nTable = RPMTag(100)
    package static let name = RPMTag(1000)
    package static let version = RPMTag(1001)
    package static let release = RPMTag(1002)
    package static let epoch = RPMTag(1003)
    package static let summary = RPMTag(1004)
    package static let description = RPMTag(1005)
    package static let buildTime = RPMTag(1006)
    package static let buildHost = RPMTag(1007)
    package static let size = RPMTag(1009)
    package static let vendor = RPMTag(1011)
    package static let license = RPMTag(1014)
    package static let packager = RPMTag(1015)
    package static let group = RPMTag(1016)
    package static let url = RPMTag(1020)
    package static let os = RPMTag(1021)
    package static let architecture = RPMTag(1022)
    package static let sourceRPM = RPMTag(1044)
    /// The size of the payload before it was compressed, in old packages.
    package static let archiveSize = RPMTag(1046)
    package static let rpmVersion = RPMTag(1064)
    /// Not 0 in source packages.
    package static let sourcePackage = RPMTag(1106)
    package static let platform = RPMTag(1132)
    package static let encoding = RPMTag(5062)

    package static let fileSizes = RPMTag(1028)
    package static let fileModes = RPMTag(1030)
    package static let fileDeviceNumbers = RPMTag(1033)
    package static let fileModificationTimes = RPMTag(1034)
    package static let fileDigests = RPMTag(1035)
    package static let fileLinkTargets = RPMTag(1036)
    package static let fileFlags = RPMTag(1037)
    package static let fileOwners = RPMTag(1039)
    package static let fileGroups = RPMTag(1040)
    package static let fileVerifyFlags = RPMTag(1045)
    package static let fileDevices = RPMTag(1095)
    package static let fileInodes = RPMTag(1096)
    package static let fileLanguages = RPMTag(1097)
    package static let directoryIndexes = RPMTag(1116)
    package static let baseNames = RPMTag(1117)
    package static let directoryNames = RPMTag(1118)
    package static let longFileSizes = RPMTag(5008)
    package static let longSize = RPMTag(5009)
    package static let fileDigestAlgorithm = RPMTag(5011)

    package static let changelogTimes = RPMTag(1080)
    package static let changelogAuthors = RPMTag(1081)
    package static let changelogTexts = RPMTag(1082)

    package static let payloadFormat = RPMTag(1124)
    package static let payloadCompressor = RPMTag(1125)
    package static let payloadFlags = RPMTag(1126)
    package static let payloadDigest = RPMTag(5092)
    package static let payloadDigestAlgorithm = RPMTag(5093)
    package static let payloadDigestUncompressed = RPMTag(5097)

    package static let requireNames = RPMTag(1049)
    package static let provideNames = RPMTag(1047)
}

extension RPMTag {
    /// The tags of the signature header, whose numbers overlap with the main header's.
    package enum Signature {
        package static let dsa = RPMTag(267)
        package static let rsa = RPMTag(268)
        package static let sha1 = RPMTag(269)
        package static let longSize = RPMTag(270)
        package static let longPayloadSize = RPMTag(271)
        package static let sha256 = RPMTag(273)
        /// rpm 6: signatures of any algorithm, as base64.
        package static let openPGP = RPMTag(278)
        /// The size of main header and payload.
        package static let size = RPMTag(1000)
        /// RSA and DSA signatures of main header and payload, as old packages have them.
        package static let legacyRSA = RPMTag(1002)
        package static let legacyDSA = RPMTag(1005)
        /// MD5 of main header and payload.
        package static let md5 = RPMTag(1004)
        /// The size of the payload before it was compressed.
        package static let payloadSize = RPMTag(1007)
        /// Room that signatures may take later, so that the rest of the file stays where it is.
        package static let reservedSpace = RPMTag(1008)
    }
}

extension RPM.Relation {
    /// The tags of the dependencies' names, versions and flags.
    package var tags: (names: RPMTag, versions: RPMTag, flags: RPMTag) {
        let numbers: (UInt32, UInt32, UInt32) =
            switch self {
            case .requires: (1049, 1050, 1048)
            case .provides: (1047, 1113, 1112)
            case .conflicts: (1054, 1055, 1053)
            case .obsoletes: (1090, 1115, 1114)
            case .recommends: (5046, 5047, 5048)
            case .suggests: (5049, 5050, 5051)
            case .supplements: (5052, 5053, 5054)
            case .enhances: (5055, 5056, 5057)
            }
        return (RPMTag(rawValue: numbers.0), RPMTag(rawValue: numbers.1), RPMTag(rawValue: numbers.2))
    }
}

extension RPM.ScriptKind {
    /// The tags of the script's text and of its interpreter.
    package var tags: (body: RPMTag, program: RPMTag) {
        let numbers: (UInt32, UInt32) =
            switch self {
            case .preInstall: (1023, 1085)
            case .postInstall: (1024, 1086)
            case .preUninstall: (1025, 1087)
            case .postUninstall: (1026, 1088)
            case .preTransaction: (1151, 1153)
            case .postTransaction: (1152, 1154)
            }
        return (RPMTag(rawValue: numbers.0), RPMTag(rawValue: numbers.1))
    }
}

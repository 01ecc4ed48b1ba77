// SPDX-License-Identifier: Apache-2.0

/// The codes of languages that folders of manual pages are called by.
enum LanguageCode {
    private static let short = Set(twoLetters.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Whether it is the two letters of ISO 639-1 that a language has, or three by ISO 639-3, which are too many to list.
    static func isOne(_ code: String) -> Bool {
        guard code.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) else { return false }
        return short.contains(code) || (code.utf8.count == 3 && !folders.contains(code))
    }

    /// ISO 639-1, all of it.
    private static let twoLetters = """
        aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
        en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
        ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
        nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so
        sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
        """

    /// Folders that are no language's, though a code of ISO 639-3 has three letters, too.
    private static let folders: Set = [
        "api", "app", "bin", "cli", "cmd", "dev", "doc", "gen", "inc", "lib", "man", "net", "new", "old", "out", "pkg",
        "raw",
        "src", "sub", "sys", "tex", "tmp", "txt", "web", "xml",
    ]
}

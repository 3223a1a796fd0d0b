import Git
import Testing

struct SemanticVersionTests {
    @Test(
        "versions are read with and without a v",
        arguments: [
            ("1.2.3", true), ("v1.2.3", true), ("1.2.3-rc.1", true), ("1.2.3-0abc+build.5", true),
            ("1.2.3+build", true),
            ("v0.0.0", true), ("1.2", false), ("1", false), ("2024", false), ("01.2.3", false), ("1.2.3-01", false),
            ("1.2.3-", false), ("1.2.3-a..b", false), ("1.2.3.4", false), ("vv1.2.3", false), ("1.2.x", false),
            ("nightly", false), ("", false), ("1.2.3 ", false), ("99999999999999999999.0.0", false), ("1.2.3+", false),
        ])
    func parsing(text: String, valid: Bool) {
        #expect((SemanticVersion(text) != nil) == valid)
    }

    @Test("versions are ordered as semver.org orders them")
    func order() throws {
        let texts = [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
        ]
        let versions = try texts.map { try #require(SemanticVersion($0)) }
        #expect(versions.shuffled().sorted() == versions)
        #expect(SemanticVersion("1.0.0+a") == SemanticVersion("1.0.0+b"))
    }

    /// The same answers as Masterminds/semver 3.4.
    @Test(
        "ranges hold what they say",
        arguments: [
            ("1.2.3", "1.2.3", true), ("=1.2.3", "1.2.4", false), ("v1.2.3", "1.2.3", true), ("=2.0", "2.0.7", true),
            ("1.2", "1.2.9", true), ("1.2", "1.3.0", false), ("1", "1.9.9", true), ("1", "2.0.0", false),
            ("*", "7.8.9", true), ("", "7.8.9", true), ("x", "0.0.1", true), ("*", "1.0.0-rc", false),
            ("*-0", "1.0.0-rc", true), ("1.x", "1.4.0", true), ("1.X.x", "2.0.0", false), ("1.2.*", "1.2.7", true),
            ("!=1.2.3", "1.2.3", false), ("!=1.2.3", "1.2.4", true), ("!=4.1", "4.1.1", false),
            ("!=4.x", "4.1.0", false),
            ("!=4.x", "5.1.0", true), ("!=4.1-alpha", "4.1.0", true), ("!=4.1-alpha", "4.1.1-alpha", false),
            (">1.1", "1.1.5", false), (">1.1", "1.2.0", true), (">11", "11.1.0", false), (">11", "12.0.0", true),
            (">1.1.0", "1.1.1", true), (">0-0", "0.0.1-alpha", false), (">0.0.0-0", "0.0.0-alpha", true),
            ("<11", "11.1.0", false), ("<1.1", "1.0.9", true), ("<1.x", "0.1.1", true), ("<0-z", "0.0.0-alpha", true),
            (">=1.1", "1.1.0", true), ("=>1.1", "1.0.9", false), (">=1.1", "4.1.0-beta", false),
            (">=0-0", "0.0.0-alpha", true), ("<=11", "11.2.3", true), ("<=11", "12.0.0", false),
            ("=<1.1", "1.1.9", true), ("<=1.1", "1.2.0", false), ("<=4.5", "3.7.0", true),
            ("<=1.1-a", "0.1.0-alpha", true),
            ("~1.2.3", "1.2.9", true), ("~1.2.3", "1.3.0", false), ("~>1.2", "1.2.4", true), ("~1", "1.9.0", true),
            ("~1", "2.0.0", false), ("~*", "2.1.1", true), ("~0.0.0", "1.2.3", true),
            ("~1.2.3-beta.2", "1.2.3-beta.4", true),
            ("~1.2.3-beta.2", "1.2.3-beta.1", false), ("~1.1", "1.1.1-alpha", false),
            ("^1.2.3", "1.8.9", true), ("^1.2.3", "2.0.0", false), ("^1.2.3", "1.2.2", false), ("^1", "1.0.0", true),
            ("^0.2.3", "0.2.9", true), ("^0.2.3", "0.3.0", false), ("^0.2", "0.2.5", true), ("^0.0.3", "0.0.4", false),
            ("^0.0.3", "0.0.3", true), ("^0.0", "0.0.9", true), ("^0.0", "0.1.0", false), ("^0", "0.9.0", true),
            ("^0", "1.0.0", false), ("^1.2.0-alpha.0", "1.2.1-alpha.1", true), ("^1.2.0", "1.2.1-alpha.1", false),
            (">=1.1 <2", "1.5.0", true), (">=1.1, <2, !=1.2.3", "1.2.3", false), (">= 1.1 <   2", "2.0.0", false),
            (">=1.0.0-0 <=2.0.0", "1.0.1-beta", true), (">=1.0.0 <=2.0.0-beta || >3", "3.0.1-beta", false),
            (">=1.1 <2 || >=3", "3.0.0", true), ("1.x||3.x", "2.9.9", false), ("1.5.0 - 4.5", "4.5.9", true),
            ("1.5.0 - 4.5", "4.6.0", false), ("1.1-3", "4.3.2", false), ("1.0.0 - 2.0.0 <=1.5", "1.7.0", false),
        ])
    func ranges(range: String, version: String, holds: Bool) throws {
        #expect(try VersionRange(range).contains(try #require(SemanticVersion(version))) == holds)
    }

    @Test(
        "what is no range is refused",
        arguments: [
            "latest", ">= bar", "1.2.3.4", "1.2.3~ 1.0", "v1.2.3-beta.01", ">=", "1.0,", "|| latest", "1.0 &&2",
            "- 1.0",
        ])
    func malformed(text: String) {
        #expect(throws: GitError.self) { try VersionRange(text) }
    }

    @Test("the highest tag is chosen among those that are versions")
    func highest() throws {
        let tags = ["v1.9.0", "v1.10.0", "1.10.0", "nightly", "v2.0.0-rc.1", "20240101", "v1.10"]
        #expect(try VersionRange("1.x").highest(of: tags) == "v1.10.0")
        #expect(try VersionRange(">=1-0").highest(of: tags) == "v2.0.0-rc.1")
        #expect(try VersionRange("^3").highest(of: tags) == nil)
    }
}

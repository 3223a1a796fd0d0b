import Documents
import Foundation
import GoTemplate
import GoValues
import GoYAML
import TemplateFunctions
import Testing

/// What Helm makes of calls, recorded in `Fixtures/template-functions.json`, which says where from.
@Suite("Helm's functions, as recorded")
struct RecordTests {
    private func record() throws -> GoMap {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/template-functions.json").path()
        let content = try #require(FileManager.default.contents(atPath: path))
        return try #require(try GoJSON.unmarshalMap(Array(content), limits: .file))
    }

    @Test("every call gives what Helm gives, errors included")
    func rows() throws {
        let record = try record()
        guard case .list(let rows)? = record["rows"] else { return }
        let values = try GoJSON.marshal(record["values"] ?? .null)
        #expect(rows.count > 1_000)
        for row in rows.elements {
            guard case .list(let row) = row, let template = row.elements[0].text, let expected = row.elements[1].text
            else { continue }
            // Functions change values in place, so each row has its own.
            let values = try #require(try GoJSON.unmarshalMap(values, limits: .file))
            #expect(result(template.string, values) == expected.string, "\(template)")
        }
    }

    private func result(_ template: String, _ values: GoMap) -> String {
        do throws(TemplateError) {
            return try Render(values: values.entries)(template)
        } catch {
            return "ERR " + error.message
        }
    }

    @Test("there is every function of Helm 4.2 but those that need the engine, and no other")
    func names() {
        let engine: Set = ["include", "tpl", "required", "fail", "lookup"]
        let expected = Set(Self.names.split(separator: " ").map { String($0) }).subtracting(engine)
        let names = Set(TemplateFunctions.all.map { $0.name })
        #expect(names.subtracting(expected).isEmpty)
        #expect(expected.subtracting(names).isEmpty)
    }

    private static let names = """
        abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base \
        bcrypt biggest buildCustomCert camelcase cat ceil chunk clean coalesce compact concat contains date \
        dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig \
        dir div divf duration durationRound empty encryptAES ext fail first float64 floor fromJson fromJsonArray \
        fromToml fromYaml fromYamlArray genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey \
        genSignedCert genSignedCertWithKey get getHostByName has hasKey hasPrefix hasSuffix hello htmlDate \
        htmlDateInZone htpasswd include indent initial initials int int64 isAbs join kebabcase keys kindIs kindOf \
        last list lookup lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact \
        mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite \
        mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll \
        mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToJson \
        mustToPrettyJson mustToRawJson mustToToml mustToYaml mustUniq mustWithout must_date_modify nindent nospace \
        now omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha randAlphaNum \
        randAscii randBytes randInt randNumeric regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll \
        regexReplaceAllLiteral regexSplit repeat replace required rest reverse round semver semverCompare seq set \
        sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha split splitList splitn squote sub subf substr \
        swapcase ternary title toDate toDecimal toJson toPrettyJson toRawJson toString toStrings toToml toYaml \
        toYamlPretty tpl trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq \
        unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith
        """
}

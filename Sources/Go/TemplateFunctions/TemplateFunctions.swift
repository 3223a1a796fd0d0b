package import GoTemplate

/// The functions that Helm gives its templates besides Go's own and those that need the engine itself (`include`, `tpl`,
/// `required`, `fail`, `lookup`).
///
/// They do what those of Helm 4.2 do, the library sprig's in most part, with three differences that are on purpose: where
/// Go's order of a map is random, it is the order of the keys' bytes; the local time zone is UTC; and how much one call may
/// produce is bounded.
package enum TemplateFunctions {
    /// All of them.
    package static let all: [TemplateFunction] = {
        var entries = FunctionEntries()
        StringFunctions.add(to: &entries)
        NumericFunctions.add(to: &entries)
        ListFunctions.add(to: &entries)
        DictFunctions.add(to: &entries)
        ValueFunctions.add(to: &entries)
        EncodingFunctions.add(to: &entries)
        HashFunctions.add(to: &entries)
        PathFunctions.add(to: &entries)
        RegexFunctions.add(to: &entries)
        VersionFunctions.add(to: &entries)
        URLFunctions.add(to: &entries)
        SerialFunctions.add(to: &entries)
        DateFunctions.add(to: &entries)
        RandomFunctions.add(to: &entries)
        CertificateFunctions.add(to: &entries)
        PasswordFunctions.add(to: &entries)
        return entries.functions.values.sorted { $0.name < $1.name }
    }()
}

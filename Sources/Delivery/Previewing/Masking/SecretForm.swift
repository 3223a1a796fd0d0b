package import Documents
internal import FoundationEssentials

extension ObjectID {
    /// Whether it is a Secret of Kubernetes' own.
    package var isSecret: Bool { kind == "Secret" && group.isEmpty }
}

extension Value {
    /// A Secret with its texts as the data that they become.
    var withTextsAsData: Value {
        guard let texts = self["stringData"]?.object else { return self }
        var data = self["data"]?.object ?? Object()
        for (name, value) in texts {
            let text = value.string.map { Array($0.utf8) } ?? value.jsonBytes(sortedKeys: true)
            data[name] = .string(Data(text).base64EncodedString())
        }
        var written = self
        written["data"] = .object(data)
        written["stringData"] = nil
        return written
    }
}

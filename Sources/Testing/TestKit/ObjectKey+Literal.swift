public import Documents

/// `namespace/name`, as people write it. A text that is nobody's name has no namespace, as in the marks of objects.
extension ObjectKey: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self = ObjectKey(text) ?? ObjectKey(namespace: "", name: text) }
}

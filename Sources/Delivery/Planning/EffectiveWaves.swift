internal import Documents

/// Of each desired object the wave that it is applied in: its own, or an earlier one where others need it. A Namespace goes with the
/// first of what lies in it, a CustomResourceDefinition with the first of its kind, as in Argo CD. Empty where all are 0.
func effectiveWaves(of desired: [DesiredObject]) -> [Int32] {
    guard desired.contains(where: { $0.wave != 0 }) else { return [] }
    var (byNamespace, byGroup): ([String: Int32], [String: [String: Int32]]) = ([:], [:])
    for object in desired {
        let (id, wave) = (object.id, object.wave)
        if !id.namespace.isEmpty { byNamespace[id.namespace] = min(byNamespace[id.namespace] ?? wave, wave) }
        guard id.group.contains(".") else { continue }
        let known = byGroup[id.group]?[id.kind] ?? wave
        byGroup[id.group, default: [:]][id.kind] = min(known, wave)
    }
    return desired.map { object in
        switch object.id.groupKind {
        case GroupKind(group: "", kind: "Namespace"): min(object.wave, byNamespace[object.id.name] ?? object.wave)
        case GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"):
            min(object.wave, firstWave(ofWhatIsDefinedBy: object.id.name, byGroup) ?? object.wave)
        default: object.wave
        }
    }
}

/// A definition's name is the plural of its kind, and its group.
private func firstWave(ofWhatIsDefinedBy name: String, _ byGroup: [String: [String: Int32]]) -> Int32? {
    guard let dot = name.firstIndex(of: ".") else { return nil }
    let (plural, group) = (name[..<dot], String(name[name.index(after: dot)...]))
    return byGroup[group]?.filter { plural.hasPrefix($0.key.lowercased().dropLast()) }.values.min()
}

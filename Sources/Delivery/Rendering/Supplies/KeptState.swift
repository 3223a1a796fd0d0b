package import Digests
package import Documents
import GoValues
package import TemplateFunctions

/// What a source's renders have made once and take from one to the next: keys, certificates and moments.
package struct KeptState: Sendable, Hashable {
    package var results: KeptResults
    /// Tells what the moments belong to: with other inputs they are others. Empty where there are none.
    package var inputs: String

    package init(results: KeptResults = KeptResults(), inputs: String = "") {
        self.results = results
        self.inputs = inputs
    }

    package var isEmpty: Bool { results.isEmpty }

    /// With what only another one has.
    package func merging(_ other: KeptState) -> KeptState {
        KeptState(results: results.merging(other.results), inputs: inputs)
    }
}

extension KeptState {
    /// Nil where the value is none that `value` has made.
    package init?(_ value: Value) {
        guard let texts = value["texts"]?.object, let moments = value["moments"]?.object,
            let inputs = value["inputs"]?.string
        else { return nil }
        self.init(inputs: inputs)
        for (call, list) in texts {
            let found = list.array?.compactMap(\.string) ?? []
            guard !found.isEmpty, found.count == list.array?.count else { return nil }
            results.texts[call] = found.map { GoString($0) }
        }
        for (call, moment) in moments {
            guard let seconds = moment.integer else { return nil }
            results.moments[call] = Int64(seconds)
        }
    }

    package var digest: Digest { .of(value) }

    /// Holds private keys.
    package var value: Value {
        let texts = results.texts.sorted { $0.key < $1.key }.map { call, texts in
            (call, Value.array(texts.map { .string($0.string) }))
        }
        let moments = results.moments.sorted { $0.key < $1.key }.map { ($0.key, Value.integer(Int($0.value))) }
        return ["texts": .object(Object(texts)), "moments": .object(Object(moments)), "inputs": .string(inputs)]
    }
}

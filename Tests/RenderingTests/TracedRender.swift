import Documents
import Origins
import Rendering
import SourceTrees
import Testing

/// What is noted of the objects of a name.
func origins(
    _ name: String, _ files: [String: String], _ request: RenderRequest = RenderRequest(path: "app")
) throws -> [ObjectOrigin] {
    var request = request
    request.traced = name
    return try render(request, from: MemoryTree(files)).origins
}

/// What is noted of one field: `kind what @ place (source)`, the first first.
func chain(
    _ name: String, _ pointer: String, _ files: [String: String],
    _ request: RenderRequest = RenderRequest(path: "app")
) throws -> [String] {
    let origin = try #require(try origins(name, files, request).first)
    let steps = origin.fields[try #require(Pointer(pointer)).tokens] ?? []
    return steps.map(line)
}

func line(_ step: OriginStep) -> String {
    "\(step.kind.rawValue) \(step.what)" + (step.place.map { " @ \($0)" } ?? "")
        + (step.source.map { " (\($0))" } ?? "")
}

import ArgumentParser
import Testing

@testable import martlet

@Suite("martlet render")
struct RenderTests {
    @Test("paths are folders or files, and helm is a chart's command")
    func commands() throws {
        let files = try Martlet.parseAsRoot(["render", "shop", "--include", "*.yaml"]) as? RenderFilesCommand
        #expect(files?.paths == ["shop"])
        let named = try Martlet.parseAsRoot(["render", "./helm"]) as? RenderFilesCommand
        #expect(named?.paths == ["./helm"])
        let helm = try Martlet.parseAsRoot(
            ["render", "helm", "shop", "-f", "a.yaml", "-f", "b.yaml", "--set", "a=1", "--name", "x", "--no-hooks"])
        let chart = try #require(helm as? RenderHelmCommand)
        #expect(chart.chart == "shop")
        #expect(chart.valueFiles == ["a.yaml", "b.yaml"])
        #expect(chart.parameters == ["a=1"])
        #expect((chart.name, chart.namespace, chart.hooks) == ("x", "default", false))
    }
}

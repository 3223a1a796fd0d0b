internal import Costs
package import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Previewing
internal import Surroundings

/// What is at stake with what would change.
extension ApplicationDiff {
    /// With money by the prices in a ConfigMap, and how often deployments of the application have failed that were like it, as far as
    /// who asks may read these.
    package func weighed(_ outcome: Outcome, pricesIn table: ObjectKey) async -> Outcome {
        var outcome = outcome
        outcome.preview.cost = CostChange(outcome.preview.cost.resources, at: await prices(in: table))
        let past = (try? await PastDeployments.read(of: application.metadata, client)) ?? []
        let traits = DeploymentTraits(
            impact: outcome.preview.impact, objects: outcome.preview.changes.count,
            hour: KubeTime(client.surroundings).hourOfDay)
        outcome.preview.risk = outcome.hasDifferences ? FailureEstimate(of: traits, from: past) : nil
        return outcome
    }

    private func prices(in table: ObjectKey) async -> Prices {
        guard let object = try? await client.get(.configMaps, table) else { return .none }
        do throws(PriceTableError) {
            return .table(try PriceTable(object))
        } catch {
            return .broken("the prices in the ConfigMap \(table) cannot be used: \(error.message)")
        }
    }
}

internal import Git
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Surroundings

/// Removing what nobody needs any more, once an hour.
extension Operator {
    /// Removes the mirrors of repositories that nobody uses any more. Long after the start, when all that are in use have
    /// been asked for; one removed too early costs a fetch.
    func tidyMirrors() async {
        while (try? await services.surroundings.sleep(for: Pauses.mirrors)) != nil {
            let removed = await services.sources.mirrors.removeUnused(keeping: services.sources.catalog.remotes)
            if removed > 0 { services.logger.info("removed unused mirrors", metadata: ["count": "\(removed)"]) }
        }
    }

    /// Removes what was kept for applications that are gone: they take it with them, unless a finalizer was removed by
    /// hand.
    func tidyKept() async {
        guard (try? await services.applications.waitUntilSynced()) != nil else { return }
        repeat {
            do throws(KubeError) {
                let removed = try await services.sources.kept.sweep { services.isGone($0) }
                if removed > 0 {
                    services.logger.info(
                        "removed what was kept for applications that are gone", metadata: ["count": "\(removed)"])
                }
            } catch {
                services.logger.warning(
                    "cannot look for what is kept for applications that are gone",
                    metadata: ["error": "\(error.message)"])
            }
        } while (try? await services.surroundings.sleep(for: Pauses.kept)) != nil
    }

    /// Deletes records of deployments that are old, or too many. Without new ones nothing is looked for.
    func tidyRecords() async {
        while (try? await services.surroundings.sleep(for: Pauses.kept)) != nil {
            guard services.records.takeNews() else { continue }
            do throws(KubeError) {
                let removed = try await services.records.tidy(namespace: services.settings.reach.namespace)
                if removed > 0 {
                    services.logger.info("deleted old records of deployments", metadata: ["count": "\(removed)"])
                }
            } catch {
                services.logger.warning(
                    "cannot look for old records of deployments", metadata: ["error": "\(error.message)"])
            }
        }
    }

    /// Removes what deployments had deleted, once it is too old or too much, or the application is gone.
    func tidyKeepsakes() async {
        guard (try? await services.applications.waitUntilSynced()) != nil else { return }
        while (try? await services.surroundings.sleep(for: Pauses.kept)) != nil {
            do throws(KubeError) {
                let removed = try await services.keepsakes.sweep { services.isGone($0) }
                if removed > 0 {
                    services.logger.info(
                        "removed what old deployments had deleted", metadata: ["deployments": "\(removed)"])
                }
            } catch {
                services.logger.warning(
                    "cannot look for what old deployments had deleted", metadata: ["error": "\(error.message)"])
            }
        }
    }
}

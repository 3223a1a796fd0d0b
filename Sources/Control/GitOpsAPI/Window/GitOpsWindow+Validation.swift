internal import TimeZones
internal import Windows

extension GitOpsWindow.Spec {
    /// What the schema cannot say. Empty where all is well.
    package func validate() -> [APIError] {
        var problems = ProblemList()
        switch (recurring, from, to) {
        case (let recurring?, nil, nil):
            do throws(WindowError) { _ = try CronSchedule(recurring.cron) } catch {
                problems.check("recurring.cron", error.message)
            }
            problems.require(recurring.duration >= .minutes(1), "recurring.duration", "must be at least 1m")
        case (nil, let from?, let to?): problems.require(from < to, "to", "must be after spec.from")
        default:
            problems.check("recurring", "must be there, or else both spec.from and spec.to, and not all of them")
        }
        problems.require(
            ZoneFiles.isName(timeZone), "timeZone", "must be the name of a time zone, such as Europe/Berlin")
        problems.require(!applies.isEmpty, "applies", "must name something; leave it out for Deploy")
        selector.namespaces?.validate(at: "selector.namespaces", into: &problems)
        selector.applications?.validate(at: "selector.applications", into: &problems)
        for (index, name) in selector.environments.enumerated() {
            problems.check("selector.environments[\(index)]", Names.problem(objectName: name))
        }
        return problems.errors
    }
}

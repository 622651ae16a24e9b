package dev.berth.placement.report;

import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.scenario.Requirement;

/// Requirements in words.
public final class RequirementText {
    private RequirementText() {}

    /// What is required, with its limit.
    public static String of(Requirement requirement) {
        if (!RequirementAmounts.isNumeric(requirement)) {
            return subject(requirement);
        }
        return switch (requirement) {
            case Requirement.SiteUtilisation _, Requirement.LinkUtilisation _ ->
                    subject(requirement) + " below 100%";
            default ->
                    subject(requirement)
                            + (RequirementAmounts.isUpperLimit(requirement)
                                    ? " at most "
                                    : " at least ")
                            + amount(requirement, RequirementAmounts.limit(requirement));
        };
    }

    /// What is limited.
    public static String subject(Requirement requirement) {
        return switch (requirement) {
            case Requirement.Latency each ->
                    "p" + UnitText.number(each.percentile() * 100) + " of " + each.flow();
            case Requirement.Rate each -> "rate of " + each.flow();
            case Requirement.Memory each -> "memory of " + each.site();
            case Requirement.Storage each -> "storage of " + each.site();
            case Requirement.Power each -> "power of " + each.site();
            case Requirement.Battery each -> "battery of " + each.site();
            case Requirement.Offline each -> "offline answers of " + each.flow();
            case Requirement.Private each ->
                    each.data()
                            + " stays at "
                            + String.join(", ", each.sites().stream().sorted().toList());
            case Requirement.CostPerUserMonth _ -> "cost a user and month";
            case Requirement.CostPerMonth _ -> "cost a month";
            case Requirement.Fresh each -> "age of " + each.component();
            case Requirement.Quality each -> "quality of " + each.component();
            case Requirement.Telemetry each ->
                    UnitText.percent(each.share())
                            + " of the inputs of "
                            + each.component()
                            + " to "
                            + each.site();
            case Requirement.NotCopied each -> each.component() + " on no user's machine";
            case Requirement.SiteUtilisation each -> "cores of " + each.site();
            case Requirement.LinkUtilisation each -> "bandwidth of " + each.link();
            case Requirement.Visibility each -> "data that " + each.site() + " may see";
        };
    }

    /// An amount with its unit.
    public static String amount(Requirement requirement, double amount) {
        return switch (requirement) {
            case Requirement.Latency _, Requirement.Fresh _ -> UnitText.seconds(amount);
            case Requirement.Rate _ -> UnitText.rate(amount);
            case Requirement.Memory _, Requirement.Storage _ -> UnitText.bytes(amount);
            case Requirement.Power _ -> UnitText.watts(amount);
            case Requirement.Battery _ -> UnitText.number(amount) + " h";
            case Requirement.Offline _,
                    Requirement.SiteUtilisation _,
                    Requirement.LinkUtilisation _ ->
                    UnitText.percent(amount);
            case Requirement.CostPerUserMonth _, Requirement.CostPerMonth _ ->
                    UnitText.dollars(amount);
            case Requirement.Quality _,
                    Requirement.Private _,
                    Requirement.Telemetry _,
                    Requirement.NotCopied _,
                    Requirement.Visibility _ ->
                    UnitText.number(amount);
        };
    }
}

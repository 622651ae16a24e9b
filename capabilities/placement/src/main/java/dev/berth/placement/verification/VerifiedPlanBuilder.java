package dev.berth.placement.verification;

import dev.berth.placement.model.Deployment;
import dev.berth.placement.model.Deployment.DeployedFlow;
import dev.berth.placement.model.Deployment.DeployedSite;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.MachineHours;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.verification.RunMeasurement.FlowTimes;
import dev.berth.placement.verification.RunMeasurement.LinkBytes;
import dev.berth.placement.verification.RunMeasurement.SiteMeasurement;
import dev.berth.placement.verification.VerifiedAmount.Unit;
import dev.berth.placement.verification.replay.PlacedScenario;
import dev.berth.placement.verification.replay.ReplayedUsers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Builder of the comparison of a prediction with a measurement.
final class VerifiedPlanBuilder {
    /// Share by which medians, bytes, memory and cost may differ.
    static final double ERROR_MAX = 0.15;

    /// Share by which high percentiles may differ.
    static final double TAIL_ERROR_MAX = 0.3;

    private static final double NORMAL_95 = 1.96;

    private final PlacedScenario placed;
    private final Deployment deployment;
    private final RunMeasurement measured;
    private final List<VerifiedAmount> amounts = new ArrayList<>();

    VerifiedPlanBuilder(PlacedScenario placed, RunMeasurement measured) {
        this.placed = placed;
        this.deployment = placed.deployment();
        this.measured = measured;
    }

    VerifiedPlan build(List<PlacementOption> options, ComponentTrials trials) {
        var predicted = new RequirementAmounts(placed.state());
        for (int i = 0; i < deployment.flows().size(); i++) {
            addLatencies(predicted, deployment.flows().get(i).name(), measured.flows().get(i));
        }
        for (int i = 0; i < deployment.links().size(); i++) {
            addBytes(i);
        }
        for (int i = 0; i < deployment.sites().size(); i++) {
            addMemory(i);
        }
        addCosts();
        return new VerifiedPlan(
                options.stream()
                        .map(
                                each ->
                                        new VerifiedPlan.ExecutedOption(
                                                each.component(),
                                                each.label(),
                                                trials.execution(each)))
                        .toList(),
                conditions(),
                amounts);
    }

    private void addLatencies(RequirementAmounts predicted, String flow, FlowTimes times) {
        for (double share : new double[] {0.5, 0.95, 0.99}) {
            String quantity = "p" + UnitText.number(share * 100);
            double limit = share > 0.5 ? TAIL_ERROR_MAX : ERROR_MAX;
            double expected = predicted.latency(flow, share);
            amounts.add(
                    times.seconds().isEmpty()
                            ? VerifiedAmount.notMeasured(
                                    flow, quantity, Unit.SECONDS, expected, limit)
                            : VerifiedAmount.of(
                                    flow,
                                    quantity,
                                    Unit.SECONDS,
                                    expected,
                                    PercentileInterval.of(times.seconds(), share),
                                    limit));
        }
    }

    private void addBytes(int link) {
        double expected = placed.state().linkBytes(link);
        LinkBytes bytes = measured.links().get(link);
        if (expected == 0 && bytes.bytesPerSecond() == 0) {
            return;
        }
        double chance = NORMAL_95 * bytes.deviation();
        amounts.add(
                VerifiedAmount.of(
                        deployment.links().get(link).name(),
                        "bytes of a user",
                        Unit.BYTES_PER_SECOND,
                        expected,
                        new PercentileInterval(
                                bytes.bytesPerSecond(),
                                OptionalDouble.of(bytes.bytesPerSecond() - chance),
                                OptionalDouble.of(bytes.bytesPerSecond() + chance)),
                        ERROR_MAX));
    }

    private void addMemory(int site) {
        SiteMeasurement each = measured.sites().get(site);
        double wanted = deployment.sites().get(site).memoryBytes();
        if (wanted == 0) {
            return;
        }
        String name = deployment.sites().get(site).site().name();
        amounts.add(
                each.memoryBytes().isEmpty()
                        ? VerifiedAmount.notMeasured(name, "memory", Unit.BYTES, wanted, ERROR_MAX)
                        : VerifiedAmount.of(
                                name,
                                "memory",
                                Unit.BYTES,
                                wanted,
                                each.memoryBytes().getAsDouble(),
                                ERROR_MAX));
    }

    private void addCosts() {
        double expected = 0;
        double sum = 0;
        for (int i = 0; i < deployment.sites().size(); i++) {
            double predicted = placed.state().siteCost(i);
            if (predicted > 0) {
                double cost = siteCost(i);
                expected += predicted;
                sum += cost;
                addCost("machines of " + deployment.sites().get(i).site().name(), predicted, cost);
            }
        }
        for (int i = 0; i < deployment.links().size(); i++) {
            double predicted = placed.state().linkCost(i);
            if (predicted > 0) {
                double cost = linkCost(i);
                expected += predicted;
                sum += cost;
                addCost("bytes of " + deployment.links().get(i).name(), predicted, cost);
            }
        }
        if (expected > 0) {
            addCost("plan", expected, sum);
        }
    }

    private void addCost(String subject, double predicted, double measuredCost) {
        amounts.add(
                VerifiedAmount.of(
                        subject, "cost a month", Unit.DOLLARS, predicted, measuredCost, ERROR_MAX));
    }

    /// The machines that the measured work needs. Work of responses made ahead is not replayed.
    private double siteCost(int number) {
        DeployedSite each = deployment.sites().get(number);
        Site site = each.site();
        double refresh =
                each.refreshes().stream()
                        .mapToDouble(
                                work ->
                                        work.perSecond()
                                                * work.service().time().mean()
                                                * work.service().cores())
                        .sum();
        double cores =
                measured.sites().get(number).coresOfUser() * deployment.activeUsers() + refresh;
        if (site.isOfUser()) {
            return 0;
        }
        return MachineHours.inTheMean(site, cores, placed.scenario().workload())
                * site.dollarsPerHour()
                * Scenario.MONTH_HOURS;
    }

    /// The measured bytes of a month. Updates are not replayed.
    private double linkCost(int number) {
        Link link = deployment.links().get(number);
        double month =
                measured.links().get(number).bytesPerSecond()
                        * placed.scenario().workload().sessionSecondsPerMonth();
        return (month + placed.state().packageBytesPerMonth(number)) * link.dollarsPerByte();
    }

    private List<String> conditions() {
        List<String> conditions = new ArrayList<>();
        ReplayedUsers users = measured.replay().users();
        conditions.add(
                UnitText.seconds(measured.replay().measuredSeconds())
                        + " after "
                        + UnitText.seconds(measured.replay().warmUpNanos() / 1e9)
                        + " of warm-up; seed "
                        + measured.replay().seed());
        conditions.add(
                users.full()
                        + (users.full() == 1 ? " user" : " users")
                        + " with all flows"
                        + further(users)
                        + "; the rest of the busiest hour is emulated load");
        for (int i = 0; i < deployment.sites().size(); i++) {
            addCondition(i, conditions);
        }
        for (int i = 0; i < deployment.flows().size(); i++) {
            FlowTimes times = measured.flows().get(i);
            int lost = times.begun() - times.seconds().size();
            conditions.add(
                    deployment.flows().get(i).name()
                            + ": "
                            + times.begun()
                            + " items"
                            + (lost == 0 ? "" : ", of which " + lost + " did not end in time"));
        }
        return conditions;
    }

    private String further(ReplayedUsers users) {
        var text = new StringBuilder();
        for (int i = 0; i < users.further().size(); i++) {
            if (users.further().get(i) > 0) {
                DeployedFlow flow = deployment.flows().get(i);
                text.append(", ")
                        .append(users.further().get(i))
                        .append(" more with ")
                        .append(flow.name())
                        .append(" alone");
            }
        }
        return text.toString();
    }

    private void addCondition(int site, List<String> conditions) {
        SiteMeasurement each = measured.sites().get(site);
        if (!each.isRun()) {
            return;
        }
        DeployedSite place = deployment.sites().get(site);
        String machines =
                place.site().isOfUser()
                        ? "a machine of each user"
                        : each.machines()
                                + " of "
                                + UnitText.number(Math.max(1, place.machines()))
                                + " machines";
        conditions.add(
                place.site().name()
                        + ": "
                        + machines
                        + ", each "
                        + UnitText.number(place.site().cores())
                        + " emulated cores; events late by "
                        + UnitText.seconds(each.latenessP50())
                        + " in the median, "
                        + UnitText.seconds(each.latenessP99())
                        + " at p99"
                        + (place.memoryBytes() > 0 && each.memoryBytes().isEmpty()
                                ? "; no memory allocated: "
                                        + UnitText.bytes(place.memoryBytes())
                                        + " is more than a quarter of what is available here"
                                : ""));
    }
}

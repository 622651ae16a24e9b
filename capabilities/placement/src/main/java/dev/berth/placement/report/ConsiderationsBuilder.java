package dev.berth.placement.report;

import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.model.RequirementAmounts;
import dev.berth.placement.report.Considerations.Answer;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.search.BranchAndBound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/// Builder of the answers to the eight considerations, for one plan.
final class ConsiderationsBuilder {
    private final PlacementModel model;
    private final Scenario scenario;
    private final int[] placement;
    private final PlacementState plan;
    private final RequirementAmounts amounts;

    ConsiderationsBuilder(PlacementModel model, int[] placement) {
        this.model = model;
        this.scenario = model.scenario();
        this.placement = placement.clone();
        plan = state(placement);
        amounts = new RequirementAmounts(plan);
    }

    private PlacementState state(int[] options) {
        var state = new PlacementState(model);
        state.activate(BranchAndBound.all(model));
        state.place(options);
        return state;
    }

    List<Considerations> build() {
        List<Considerations> all = new ArrayList<>();
        for (int i = 0; i < placement.length; i++) {
            all.add(build(i));
        }
        return all;
    }

    private Considerations build(int number) {
        Component component = scenario.components().get(number);
        PlacementOption option = model.option(number, placement[number]);
        int[] only = new int[placement.length];
        Arrays.fill(only, PlacementState.NONE);
        only[number] = placement[number];
        PlacementState alone = state(only);
        return new Considerations(
                component.name(),
                List.of(
                        new Answer("input data", data(component.name(), true)),
                        new Answer("output data", data(component.name(), false)),
                        new Answer("execution", execution(number, alone)),
                        new Answer("latency needed", latency(component.name())),
                        new Answer("size and updates", size(component, option, alone)),
                        new Answer("operating cost", cost(number, alone)),
                        new Answer("telemetry", telemetry(component.name())),
                        new Answer("offline", offline(component.name()))),
                origins(component, option));
    }

    private static List<String> origins(Component component, PlacementOption option) {
        return component.variants().stream()
                .filter(
                        each ->
                                each.name().equals(option.variant())
                                        || option.second()
                                                .filter(s -> s.variant().equals(each.name()))
                                                .isPresent())
                .map(ConsiderationsBuilder::origin)
                .toList();
    }

    private static String origin(Variant variant) {
        return variant.name() + ": " + variant.origin().text();
    }

    private List<Flow> flows(String component) {
        return scenario.flows().stream()
                .filter(
                        flow ->
                                flow.edges().stream()
                                        .anyMatch(
                                                edge ->
                                                        edge.from().equals(component)
                                                                || edge.to().equals(component)))
                .toList();
    }

    private String data(String component, boolean isInput) {
        return flows(component).stream()
                .flatMap(
                        flow ->
                                flow.edges().stream()
                                        .filter(
                                                edge ->
                                                        component.equals(
                                                                isInput ? edge.to() : edge.from()))
                                        .map(edge -> edge(flow, edge, isInput)))
                .collect(Collectors.joining("; "));
    }

    private static String edge(Flow flow, Flow.Edge edge, boolean isInput) {
        return UnitText.bytes(edge.itemBytes())
                + (isInput ? " from " + edge.from() : " to " + edge.to())
                + " at "
                + UnitText.rate(flow.itemsPerSecond())
                + ", "
                + UnitText.bytes(edge.itemBytes() * flow.itemsPerSecond())
                + "/s"
                + edge.data().map(data -> ", " + data).orElse("");
    }

    private String execution(int number, PlacementState alone) {
        List<String> parts = new ArrayList<>();
        parts.add(UnitText.seconds(model.serviceSeconds(number, placement[number])) + " an item");
        for (int site = 0; site < scenario.sites().size(); site++) {
            double work = alone.work(site);
            if (work > 0) {
                String name = scenario.sites().get(site).name();
                boolean isOfUser = scenario.sites().get(site).isOfUser();
                parts.add(
                        UnitText.number(work)
                                + " cores of "
                                + name
                                + (isOfUser ? "" : " in the busiest hour")
                                + (isOfUser
                                        ? ", "
                                                + UnitText.watts(
                                                        work
                                                                * scenario.sites()
                                                                        .get(site)
                                                                        .busyWatts())
                                        : ""));
            }
        }
        return String.join("; ", parts);
    }

    private String latency(String component) {
        Set<String> names = flows(component).stream().map(Flow::name).collect(Collectors.toSet());
        String text =
                scenario.requirements().stream()
                        .map(StatedRequirement::requirement)
                        .filter(Requirement.Latency.class::isInstance)
                        .map(Requirement.Latency.class::cast)
                        .filter(latency -> names.contains(latency.flow()))
                        .map(
                                latency ->
                                        RequirementText.of(latency)
                                                + ", is "
                                                + UnitText.seconds(amounts.amount(latency)))
                        .collect(Collectors.joining("; "));
        return text.isEmpty() ? "none stated" : text;
    }

    private String size(Component component, PlacementOption option, PlacementState alone) {
        List<String> parts = new ArrayList<>();
        for (int site = 0; site < scenario.sites().size(); site++) {
            if (alone.storageBytes(site) > 0 || alone.memoryBytes(site) > 0) {
                parts.add(
                        UnitText.bytes(alone.storageBytes(site))
                                + " stored and "
                                + UnitText.bytes(alone.memoryBytes(site))
                                + " of memory at "
                                + scenario.sites().get(site).name());
            }
        }
        double sent = 0;
        for (int link = 0; link < scenario.links().size(); link++) {
            sent = Math.max(sent, alone.packageBytesPerMonth(link));
        }
        double users = scenario.workload().users();
        parts.add(
                option.staleSeconds() == 0
                        ? "a change is with all users at once"
                        : "a change is with all users after "
                                + UnitText.seconds(option.staleSeconds()));
        if (sent > 0) {
            parts.add("sends " + UnitText.bytes(sent / users) + " a user and month");
        }
        if (component.updateSeconds().isPresent()) {
            parts.add("updated every " + UnitText.seconds(component.updateSeconds().getAsDouble()));
        }
        return String.join("; ", parts);
    }

    /// Shared machines are paid in proportion to work; bytes by what the plan has without it.
    private String cost(int number, PlacementState alone) {
        int[] others = placement.clone();
        others[number] = PlacementState.NONE;
        double dollars = Math.max(0, plan.bytesCost() - state(others).bytesCost());
        for (int site = 0; site < scenario.sites().size(); site++) {
            if (plan.work(site) > 0) {
                dollars += plan.siteCost(site) * alone.work(site) / plan.work(site);
            }
        }
        return String.format(
                Locale.ROOT,
                "%s a month, %s of the whole",
                UnitText.dollars(dollars),
                UnitText.percent(plan.cost() == 0 ? 0 : dollars / plan.cost()));
    }

    private String telemetry(String component) {
        String wanted =
                scenario.requirements().stream()
                        .map(StatedRequirement::requirement)
                        .filter(Requirement.Telemetry.class::isInstance)
                        .map(Requirement.Telemetry.class::cast)
                        .filter(each -> each.component().equals(component))
                        .map(RequirementText::of)
                        .collect(Collectors.joining("; "));
        return wanted.isEmpty() ? "none wanted" : wanted;
    }

    private String offline(String component) {
        return flows(component).stream()
                .map(
                        flow ->
                                UnitText.percent(
                                                amounts.amount(
                                                        new Requirement.Offline(
                                                                flow.name(),
                                                                1,
                                                                OptionalDouble.empty())))
                                        + " of "
                                        + flow.name())
                .collect(Collectors.joining("; "));
    }
}

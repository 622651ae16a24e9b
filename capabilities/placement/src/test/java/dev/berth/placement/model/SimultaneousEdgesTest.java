package dev.berth.placement.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Component.Kind;
import dev.berth.placement.scenario.Distribution.Fixed;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Flow.Edge;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Mode;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.scenario.Workload;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Edges that are sent at the same moment over one link.
final class SimultaneousEdgesTest {
    private static final double LATENCY = 0.01;
    private static final double SERVICE = 0.02;

    @Test
    void latency_ofTwoSensorsOnOneLink_hasTheTransfersOfBoth() {
        // 100 kB and 50 kB at 1 MB/s: the second item comes 150 ms after both were taken.
        assertThat(median(0, 0)).isCloseTo(0.15 + LATENCY + SERVICE, within(1e-9));
    }

    @Test
    void latency_ofSensorsAtTwoSites_hasTheLongerTransferAlone() {
        assertThat(median(0, 1)).isCloseTo(0.1 + LATENCY + SERVICE, within(1e-9));
    }

    private static double median(int camera, int lidar) {
        PlacementModel model = PlacementModel.of(scenario("s" + camera, "s" + lidar));
        var state = new PlacementState(model);
        state.place(new int[] {0});
        return new RequirementAmounts(state).latency("braking", 0.5);
    }

    private static Scenario scenario(String camera, String lidar) {
        var variant =
                new Variant(
                        "full",
                        new Fixed(SERVICE),
                        1,
                        1e6,
                        1e6,
                        OptionalDouble.empty(),
                        new Variant.Origin.Declared());
        var component =
                new Component(
                        "obstacles",
                        Kind.MODEL,
                        List.of(variant),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Set.of("hub"),
                        Set.of(Mode.STATIC));
        // So rare that no other item is ever in the way.
        var flow =
                new Flow(
                        "braking",
                        1e-6,
                        List.of(
                                new Edge("camera", "obstacles", 100_000, Optional.empty()),
                                new Edge("lidar", "obstacles", 50_000, Optional.empty()),
                                new Edge("obstacles", "brake", 0, Optional.empty())));
        return new Scenario(
                "vehicle",
                "",
                new Workload(1, 1e-4, 600, 1),
                1e6,
                List.of(site("s0"), site("s1"), site("hub")),
                List.of(link("s0"), link("s1")),
                List.of(
                        new End("camera", camera),
                        new End("lidar", lidar),
                        new End("brake", "hub")),
                List.of(component),
                List.of(flow),
                List.of());
    }

    private static Site site(String name) {
        return new Site(
                name,
                new Site.Machines.EachUser(),
                4,
                1,
                1e9,
                1e9,
                0,
                0,
                OptionalDouble.empty(),
                0,
                Optional.empty());
    }

    private static Link link(String from) {
        return new Link(from + "-hub", from, "hub", new Fixed(LATENCY), 1e6, 1e6, 0, 0, 0, 0);
    }
}

package dev.berth.placement.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.placement.model.Deployment;
import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.part.Scenarios;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Distribution.Measured.Point;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.verification.replay.MeasuredVariants;
import dev.berth.placement.verification.replay.ModelTrial;
import dev.berth.placement.verification.replay.PlacedScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComponentTrialsTest {
    private static final String SCENARIO =
            """
            workload: {users: 100, sessions: 4/day, session: 10 min}
            sites:
              edge: {machines: as-needed, cores: 4, speed: 2, memory: 8 GB, storage: 50 GB, price: $0.10/h}
            ends: {camera: edge, screen: edge}
            components:
              ocr: {profile: evaluations/reader.profile.json, quality: 0.9}
              crop: {time: 5 ms, memory: 10 MB, storage: 1 MB}
            flows:
              read: {rate: 1/s, edges: [{from: camera, to: crop, item: 1 kB}, {from: crop, to: ocr, item: 1 kB}, {from: ocr, to: screen, item: 1 kB}]}
            """;

    private static final ModelTrial.Result MEASURED =
            new ModelTrial.Result(
                    new Distribution.Measured(List.of(new Point(0, 0.1), new Point(1, 0.3))),
                    77,
                    OptionalDouble.of(5e6));

    @TempDir private Path folder;

    private Scenario scenario() throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), "name: test\n");
        Files.createDirectories(folder.resolve("evaluations"));
        Files.copy(
                Path.of("../../examples/sign-reader/evaluations/line-reader.profile.json"),
                folder.resolve("evaluations/reader.profile.json"));
        Files.createDirectories(folder.resolve("scenarios"));
        Files.writeString(folder.resolve("scenarios/s.yaml"), SCENARIO);
        return Catalog.open(folder).read().part(Scenarios.class).find("s").orElseThrow();
    }

    private static List<PlacementOption> options(Scenario scenario, List<Integer> placement) {
        PlacementModel model = PlacementModel.of(scenario);
        List<PlacementOption> options = new ArrayList<>();
        for (int i = 0; i < placement.size(); i++) {
            options.add(model.option(i, placement.get(i)));
        }
        return options;
    }

    @Test
    void model_ofAProfile_isRunAndReplayedWithItsTimes() throws Exception {
        Scenario scenario = scenario();
        List<Integer> placement = PlacementWords.of(scenario).cheapest().orElseThrow();
        List<String> runs = new ArrayList<>();
        var trials =
                new ComponentTrials(
                        scenario,
                        model -> {
                            runs.add(model.system() + " " + model.name());
                            return MEASURED;
                        },
                        _ -> {});

        List<PlacementOption> options = options(scenario, placement);
        for (PlacementOption each : options) {
            trials.measure(each);
            trials.measure(each);
        }

        assertThat(runs).containsExactly(folder.toAbsolutePath() + " line-reader");
        assertThat(trials.execution(options.getFirst()))
                .startsWith("line-reader run here: 200 ms in the median of 77 calls");
        assertThat(trials.execution(options.getLast())).isEqualTo("emulated");
        MeasuredVariants sent = MeasuredVariants.parse(trials.measured().text());
        Deployment executed = PlacedScenario.executed(scenario, placement, sent).deployment();
        assertThat(
                        executed.flows().getFirst().steps().stream()
                                .filter(step -> step.name().equals("ocr"))
                                .findFirst()
                                .orElseThrow()
                                .service()
                                .orElseThrow()
                                .time()
                                .median())
                .isEqualTo(0.1);
        assertThat(executed.sites().getFirst().memoryBytes()).isEqualTo(15e6);
        assertThat(executed.sites().getFirst().machines())
                .isEqualTo(
                        PlacedScenario.of(scenario, placement)
                                .deployment()
                                .sites()
                                .getFirst()
                                .machines());
    }

    @Test
    void model_thatCannotBeRun_isEmulatedAndSaid() throws Exception {
        Scenario scenario = scenario();
        List<Integer> placement = PlacementWords.of(scenario).cheapest().orElseThrow();
        var trials =
                new ComponentTrials(
                        scenario,
                        _ -> {
                            throw new ProblemException(
                                    ProblemCode.USAGE, "no example of 'image'", "add one");
                        },
                        _ -> {});
        PlacementOption ocr = options(scenario, placement).getFirst();

        trials.measure(ocr);

        assertThat(trials.execution(ocr))
                .isEqualTo("emulated, since it cannot run here: no example of 'image'");
        assertThat(trials.measured().results()).isEmpty();
    }
}

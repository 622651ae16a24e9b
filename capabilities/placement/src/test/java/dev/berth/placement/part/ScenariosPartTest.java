package dev.berth.placement.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.system.ValidationError;
import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.model.PlacementState;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.verification.PlacementWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScenariosPartTest {
    private static final String SOUND =
            """
            workload: {users: 100, sessions: 4/day, session: 10 min}
            sites:
              phone: {for-each: user, cores: 4, memory: 2 GB, storage: 16 GB, battery: 10 Wh}
              cloud: {machines: as-needed, cores: 16, memory: 64 GB, storage: 500 GB, price: $0.80/h}
            links:
              wifi: {between: [phone, cloud], latency: 20 ms, bandwidth: 54 Mbit/s, price: $10/GB}
            ends: {camera: phone, screen: phone}
            components:
              ocr: {time: 200 ms, memory: 100 MB, storage: 30 MB}
            flows:
              read: {rate: 1/s, edges: [{from: camera, to: ocr, item: 400 kB}, {from: ocr, to: screen, item: 1 kB}]}
            requirements:
              - latency: {flow: read, p95: 500 ms}
            """;

    @TempDir private Path folder;

    private CatalogSnapshot read(String scenario) throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), "name: test\n");
        Files.createDirectories(folder.resolve("scenarios"));
        Files.writeString(folder.resolve("scenarios/s.yaml"), scenario);
        return Catalog.open(folder).read();
    }

    private List<ValidationError> errors(String scenario) throws IOException {
        return read(scenario).errors();
    }

    private ValidationError onlyError(String scenario) throws IOException {
        List<ValidationError> errors = errors(scenario);
        assertThat(errors).hasSize(1);
        return errors.getFirst();
    }

    private static String with(String from, String to) {
        assertThat(SOUND).contains(from);
        return SOUND.replace(from, to);
    }

    @Test
    void scenario_withTheLeastKeys_isReadInSiUnits() throws IOException {
        assertThat(errors(SOUND)).isEmpty();
        Scenario scenario = read(SOUND).part(Scenarios.class).find("s").orElseThrow();

        assertThat(scenario.workload().sessionSeconds()).isEqualTo(600);
        assertThat(scenario.links().getFirst().bytesPerSecondOut()).isEqualTo(54e6 / 8);
        assertThat(scenario.links().getFirst().dollarsPerByte()).isEqualTo(10e-9);
        assertThat(scenario.links().getFirst().latency()).isEqualTo(new Distribution.Fixed(0.02));
        assertThat(scenario.sites().getLast().dollarsPerHour()).isEqualTo(0.8);
        assertThat(scenario.flows().getFirst().edges().getFirst().itemBytes()).isEqualTo(4e5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    bandwidth: 54 Mbit/s | bandwidth: 54 Mb | `54 Mbit/s` or `54 MB/s` | 6
                    bandwidth: 54 Mbit/s | bandwidth: 54 Mbps | `54 Mbit/s` or `54 MB/s` | 6
                    bandwidth: 54 Mbit/s | bandwidth: 54 MB | say for how long: `54 MB/s` | 6
                    item: 400 kB | item: 400 kbit | write it as in `2 GB` | 11
                    item: 400 kB | item: 400 Mb | write bytes: `400 MB` | 11
                    latency: 20 ms | latency: 20 | `20 ms` or `20 s` | 6
                    latency: 20 ms | latency: 20 MB | write it as in `40 ms` | 6
                    time: 200 ms | time: 0.2 | `0.2 ms` or `0.2 s` | 9
                    price: $0.80/h | price: $0.80 | `$0.80/h` or `$0.80/month` | 4
                    price: $0.80/h | price: $0.80/GB | write it as in `$0.80/h` | 4
                    price: $10/GB | price: $10 | `$10/GB` or `$10/MB` | 6
                    price: $10/GB | price: 10 | `$10/GB` or `$10/MB` | 6
                    price: $10/GB | loss: 60% | write the share of packets | 6
                    rate: 1/s | rate: 1 | `1/s` or `1/day` | 11
                    memory: 2 GB | memory: -2 GB | write it as in `2 GB` | 3
                    memory: 2 GB | memory: 1e308 GB | write a value in this range | 3
                    memory: 2 GB | memory: .nan | say which is meant | 3
                    cores: 4 | cores: -4 | write a number without unit | 3
                    cores: 4 | cores: .inf | write a number without unit | 3
                    users: 100 | users: 1e308 | write a number without unit | 1
                    """)
    void quantity_withAWrongUnit_isRefusedAtItsLine(String from, String to, String remedy, int line)
            throws IOException {
        ValidationError error = onlyError(with(from, to));

        assertThat(error.remedy()).contains(remedy);
        assertThat(error.location().line()).isEqualTo(line);
    }

    @Test
    void scenario_withFifteenMistakes_reportsFifteen() throws IOException {
        List<ValidationError> errors =
                errors(
                        """
                        workload: {users: 100, sessions: 4, session: 10 min}
                        sites:
                          phone: {for-each: user, cores: 4, memory: 2, storage: 16 GB, price: $1/h}
                          cloud: {machines: as-needed, cores: 16, memory: 64 GB, storage: 500 Gbit, price: $0.80}
                          island: {machines: some, cores: 1, memory: 1 GB, storage: 1 GB}
                        links:
                          wifi: {between: [phone, clowd], latency: 20, bandwidth: 54 Mbps, loss: 200%}
                        ends: {camera: phone, screen: watch}
                        components:
                          ocr: {time: 200 ms, memory: 100 MB, storage: 30 MB, sites: [fone]}
                          rank: {profile: nothing, memory: 1 MB, storage: 1 MB}
                        flows:
                          read: {rate: 1/s, edges: [{from: camera, to: ocr, item: 400 kB}, {from: ocr, to: scren, item: 1 kB}]}
                        requirements:
                          - latency: {flow: raed, p95: 500 ms}
                        """);

        assertThat(errors).as(errors.toString()).hasSize(15);
    }

    @Test
    void flow_withACycle_isRefusedWithItsPath() throws IOException {
        ValidationError error =
                onlyError(
                        with(
                                        "{from: ocr, to: screen, item: 1 kB}",
                                        "{from: ocr, to: ocr2, item: 1 kB}, {from: ocr2, to: ocr, item: 1 kB}")
                                .replace(
                                        "components:\n",
                                        "components:\n  ocr2: {time: 1 ms, memory: 1 MB, storage: 1 MB}\n"));

        assertThat(error.found()).contains("ocr → ocr2 → ocr");
    }

    @Test
    void site_thatNoEndReaches_isRefused() throws IOException {
        ValidationError error =
                onlyError(
                        with(
                                "links:\n",
                                "  island: {machines: 1, cores: 1, memory: 1 GB, storage: 1 GB}\nlinks:\n"));

        assertThat(error.found()).isEqualTo("the site 'island', which no end can reach");
    }

    @Test
    void requirement_onAnUnknownFlow_isRefusedWithTheNearestName() throws IOException {
        ValidationError error = onlyError(with("{flow: read, p95", "{flow: reed, p95"));

        assertThat(error.found()).contains("'reed'").contains("did you mean 'read'?");
        assertThat(error.expected()).contains("read");
    }

    @Test
    void component_withoutProfile_namesTheCommandThatMeasuresIt() throws IOException {
        ValidationError error =
                onlyError(
                        with("{time: 200 ms, memory: 100 MB", "{profile: reader, memory: 100 MB"));

        assertThat(error.found()).isEqualTo("no profile of 'reader'");
        assertThat(error.remedy()).contains("berth bench").contains("reader");
    }

    @Test
    void component_thatIsAnUnknownEndpoint_isRefused() throws IOException {
        ValidationError error =
                onlyError(with("ocr: {time: 200 ms", "ocr: {endpoint: reader, time: 200 ms"));

        assertThat(error.found()).isEqualTo("the endpoint 'reader'");
    }

    @Test
    void scenario_withTenThousandComponents_isRefusedAtOnce() throws IOException {
        var many = new StringBuilder("components:\n");
        for (int i = 0; i < 10_000; i++) {
            many.append("  c").append(i).append(": {time: 1 ms, memory: 1 MB, storage: 1 MB}\n");
        }
        List<ValidationError> errors = errors(with("components:\n", many.toString()));

        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().found()).isEqualTo("10001 entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void scenario_thatIsNestedDeep_isRefused(String open) throws IOException {
        assertThat(errors("sites: " + open.repeat(20_000))).isNotEmpty();
    }

    @Test
    void scenario_withExtremeNumbers_isReadOrRefused() throws IOException {
        assertThat(errors(with("users: 100,", "users: 1e12,"))).isEmpty();
        assertThat(errors(with("rate: 1/s", "rate: 1e15/s"))).isEmpty();
        assertThat(errors(with("rate: 1/s", "rate: 1e16/s"))).hasSize(1);
    }

    @Test
    void daily_isThePeakAndWhatMachinesFollow() throws IOException {
        String flat =
                with("session: 10 min}", "session: 10 min, peak: 3}")
                        .replace("users: 100,", "users: 60000,");
        String daily =
                flat.replace(
                        "peak: 3",
                        "daily: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 2, 2, 2, 1, 1, 1, 0, 0, 0, 0]");

        Scenario scenario = read(daily).part(Scenarios.class).find("s").orElseThrow();

        assertThat(scenario.workload().peak()).isCloseTo(3, within(1e-9));
        Scenario atPeak = read(flat).part(Scenarios.class).find("s").orElseThrow();
        double all = machineCost(atPeak);
        assertThat(machineCost(scenario)).isGreaterThan(all / 4).isLessThan(all / 2);
    }

    private static double machineCost(Scenario scenario) {
        var words = PlacementWords.of(scenario);
        List<Integer> onServer =
                words.parse(List.of("ocr=server at cloud, full"), words.cheapest().orElseThrow());
        var state = new PlacementState(PlacementModel.of(scenario));
        state.place(onServer.stream().mapToInt(Integer::intValue).toArray());
        return state.siteCost(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1, 2]",
                "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
                "[-1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"
            })
    void daily_ofOtherThan24Loads_isAnError(String loads) throws IOException {
        assertThat(errors(with("session: 10 min}", "session: 10 min, daily: " + loads + "}")))
                .hasSize(1);
    }
}

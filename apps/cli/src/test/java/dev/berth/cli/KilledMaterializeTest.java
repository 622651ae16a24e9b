package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.testkit.Await;
import dev.berth.testkit.process.Kill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth features materialize` as a process that is killed and restarted.
class KilledMaterializeTest {
    /// Enough for a run of half a second, so that it can be killed.
    private static final int CUSTOMERS = 20_000;

    /// The server's limit per read.
    private static final int ROWS_OF_A_READ = 10_000;

    private static final int KILLS = 2 * Integer.getInteger("berth.cases.factor", 1);

    /// Increment of the time from opening the store to the kill; about a third of a run.
    private static final int MILLIS_MORE = 200;

    private final long seed = Long.getLong("berth.seed", 20261201);
    private final Random random = new Random(seed);

    @TempDir private Path folder;

    @Test
    void materialize_killedAndRunAgain_givesTheRowsOfAnUndisturbedRun() throws Exception {
        Path undisturbed = system("undisturbed");
        Path killed = system("killed");
        int atWork = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            atWork += isKilledAtWork(killed, random.nextInt(1 + kill * MILLIS_MORE)) ? 1 : 0;
        }
        assertThat(atWork).as("killed before they were done, seed %d", seed).isPositive();
        assertThat(rows(killed)).as("seed %d", seed).isEqualTo(rows(undisturbed));
    }

    private Path system(String name) throws IOException {
        Path directory = folder.resolve(name);
        ShopSystem shop = ShopSystem.in(directory);
        for (int day = 1; day <= 2; day++) {
            String date = "2025-11-0" + day;
            shop.orders(date, orders(date, day));
        }
        return directory;
    }

    private static String[] orders(String date, int day) {
        return IntStream.range(0, CUSTOMERS)
                .filter(customer -> customer % day == 0)
                .mapToObj(
                        customer ->
                                "%sT10:00:00Z,%s,item%d,%d"
                                        .formatted(
                                                date,
                                                name(customer),
                                                customer % 7,
                                                1 + customer % 11))
                .toArray(String[]::new);
    }

    private static String name(int customer) {
        return "c%05d".formatted(customer);
    }

    /// Whether the process was killed before it had finished.
    private boolean isKilledAtWork(Path directory, int millis)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Instant begun = Instant.now();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "features",
                                "materialize",
                                directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            Path log = directory.resolve(".berth/features/online/LOG");
            Await.until(
                    "the store is open", () -> !process.isAlive() || isWrittenSince(log, begun));
            assertThat(log).as(Files.readString(output)).exists();
            return Kill.after(process, millis);
        } finally {
            process.destroyForcibly();
        }
    }

    /// Checks the store's own log, which each writing process starts anew.
    private static boolean isWrittenSince(Path log, Instant begun) {
        try {
            return Files.getLastModifiedTime(log).toInstant().isAfter(begun);
        } catch (IOException e) {
            return false;
        }
    }

    /// All served values of a system after the rest is materialized.
    private static List<String> rows(Path directory) {
        Run run = RecordedTerminal.run("features", "materialize", directory.toString());
        assertThat(run.status()).as(run.err()).isZero();
        try (ServedSystem server = ServedSystem.start(directory)) {
            return IntStream.range(0, CUSTOMERS / ROWS_OF_A_READ)
                    .mapToObj(page -> page(server, page * ROWS_OF_A_READ))
                    .toList();
        }
    }

    private static String page(ServedSystem server, int from) {
        String customers =
                IntStream.range(from, from + ROWS_OF_A_READ)
                        .mapToObj(customer -> '"' + name(customer) + '"')
                        .collect(Collectors.joining(",", "[", "]"));
        var answer =
                server.post(
                        "/v1/features:read",
                        """
                        {"features": ["spending:sum", "spending:by_item", "last_order:item"],
                         "entities": {"customer": %s}}
                        """
                                .formatted(customers));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("NOT_FOUND");
        return answer.body();
    }
}

package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.precompute.key.MasterKey;
import dev.berth.precompute.key.UserKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.snapshot.DirectorySnapshots;
import dev.berth.precompute.snapshot.SnapshotManifest;
import dev.berth.protocol.pack.AnswerPack;
import dev.berth.testkit.Await;
import dev.berth.testkit.http.HttpCalls;
import dev.berth.verification.BerthProgram.Call;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of `examples/playlists` by the commands of its README, on a copy: from a history to
/// playlists made ahead, live and offline, and to a user whose playlists cannot be read any more.
class PlaylistsExampleTest {
    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final EndpointName PLAYLIST = new EndpointName("playlist");
    private static final String USER = "u0042";
    private static final String KNOWN = "{\"user\": \"" + USER + "\"}";
    private static final String PATH = "/v1/endpoints/playlist:predict";
    private static final HexFormat HEX = HexFormat.of();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    MasterKey.VARIABLE,
                    Base64.getEncoder().encodeToString(new byte[32]),
                    "BERTH_JAVA_OPTS",
                    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                    "PATH",
                    Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));

    @TempDir private static Path root;

    private static Path system;
    private static String readme = "";

    @BeforeAll
    static void copy() throws IOException {
        Path example = Repository.example("playlists");
        system = root.resolve("examples/playlists");
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path name = example.relativize(file);
                if (!name.startsWith("data") && !name.startsWith(".berth")) {
                    Path target = system.resolve(name);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
        readme = Files.readString(system.resolve("README.md"));
    }

    /// The only command of the README with all these parts.
    private static String command(String... parts) {
        List<String> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(readme);
        while (blocks.find()) {
            blocks.group(1)
                    .lines()
                    .filter(line -> Stream.of(parts).allMatch(line::contains))
                    .forEach(found::add);
        }
        assertThat(found).as("commands with %s", List.of(parts)).hasSize(1);
        return found.getFirst();
    }

    private static String shell(String command) {
        String built = "'" + Repository.root().resolve("apps") + "/";
        try {
            var builder =
                    new ProcessBuilder("bash", "-c", command.replace("'apps/", built))
                            .directory(root.toFile())
                            .redirectErrorStream(true);
            builder.environment().putAll(ENVIRONMENT);
            // They end within seconds, before code compiled at its best pays.
            builder.environment()
                    .put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(command + "\n" + output).isZero();
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Call berth(String command, String... more) {
        assertThat(command).startsWith("./berth ");
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.removeFirst();
        words.addAll(List.of(more));
        return Call.of(words.toArray(String[]::new)).in(root).with(ENVIRONMENT);
    }

    private static String run(String command) {
        Outcome outcome = berth(command).run();
        assertThat(outcome.status()).as(outcome.err() + outcome.out()).isZero();
        return outcome.out();
    }

    @Test
    void readme_fromHistoryToErasure_doesWhatItSays() throws IOException {
        shell(command("Listens.java"));
        assertQualityIsThatOfTheReadme(shell(command("Train.java")));
        assertThat(system.resolve("models/recommender/1/recommender.onnx"))
                .as("if the training changed, run it and commit the model")
                .hasSameBinaryContentAs(
                        Repository.example("playlists")
                                .resolve("models/recommender/1/recommender.onnx"));
        shell(command("Users.java"));
        assertThat(run(command("--keys"))).contains("2,000 answers");
        try (BerthProgram server = berth(command("./berth up"), "--port", "0").start()) {
            int port = server.awaitPort();
            HttpResponse<String> known = ask(port, body(command("curl", USER)));
            assertThat(annotations(known)).contains("precomputed:playlist");
            assertThat(known.headers().firstValueAsLong("age")).isPresent();
            HttpResponse<String> unknown = ask(port, body(command("curl", "\"new\"}")));
            HttpResponse<String> begun = ask(port, body(command("curl", "heard")));
            assertThat(annotations(unknown)).doesNotContain("precomputed");
            assertThat(annotations(begun)).doesNotContain("precomputed");
            assertThat(songs(begun))
                    .isNotEqualTo(songs(unknown))
                    .doesNotContain("Golden River", "Paper Bridge");
            assertThatMadeAheadIsAsLive(port, known);
            assertThat(run(command("--pack"))).startsWith("1 answers");
            assertThat(shell(command("Offline.java"))).contains(String.join(", ", songs(known)));
            assertErasureLeavesNothing(port, songs(unknown));
        }
    }

    private static void assertQualityIsThatOfTheReadme(String trained) {
        Matcher figures = Pattern.compile("rate@20 ([0-9.]+) +NDCG@20 ([0-9.]+)").matcher(trained);
        List<Double> hitRates = new ArrayList<>();
        while (figures.find()) {
            hitRates.add(Double.valueOf(figures.group(1)));
            assertThat(readme).contains(figures.group(1), figures.group(2));
        }
        assertThat(hitRates).as(trained).hasSize(3);
        assertThat(hitRates.get(2)).isGreaterThan(hitRates.get(1) + 0.1);
    }

    /// What was made ahead is what is computed, without a song that was heard.
    private static void assertThatMadeAheadIsAsLive(int port, HttpResponse<String> known)
            throws IOException {
        List<String> heard = new ArrayList<>();
        rows().filter(row -> row.path("user").asText().equals(USER))
                .forEach(row -> row.path("heard").forEach(song -> heard.add(song.asText())));
        assertThat(heard).isNotEmpty();
        HttpResponse<String> computed =
                ask(port, "{\"user\": \"other\", \"heard\": " + JSON.valueToTree(heard) + "}");
        assertThat(annotations(computed)).doesNotContain("precomputed");
        assertThat(computed.body()).isEqualTo(known.body());
        assertThat(songs(known)).hasSize(20).doesNotContainAnyElementsOf(heard);
    }

    private static void assertErasureLeavesNothing(int port, List<String> popular)
            throws IOException {
        Path snapshots = system.resolve(".berth/precomputed");
        Path backup = root.resolve("backup");
        copyFolder(snapshots, backup);
        List<String> others =
                rows().map(row -> row.path("user").asText())
                        .filter(user -> !user.equals(USER))
                        .toList();
        try (UserKeys keys =
                UserKeys.open(
                        system.resolve(".berth/precomputed-keys/keys.db"),
                        MasterKey.require(ENVIRONMENT))) {
            List<Row> written = rows(snapshots, keys.find(USER).orElseThrow());
            assertThat(written).hasSize(1);
            assertThat(rows(backup, keys.find(USER).orElseThrow())).isEqualTo(written);

            shell(command("sed", "users.jsonl"));
            shell(command("sed", "listens.csv"));
            run(command("--erase"));

            Await.until(() -> !annotations(ask(port, KNOWN)).contains("precomputed"));
            assertThat(songs(ask(port, KNOWN))).isEqualTo(popular);
            keys.refresh();
            assertThat(keys.find(USER)).isEmpty();
            // No key that is left, nor a new one of the user, reads what there is.
            List<UserKey> left = new ArrayList<>();
            others.forEach(user -> left.add(keys.find(user).orElseThrow()));
            left.add(keys.require(List.of(USER)).get(USER));
            byte[] pack = Files.readAllBytes(root.resolve(USER + ".pack"));
            for (UserKey key : left) {
                assertThat(written).noneMatch(row -> row.isReadBy(key));
                assertThatThrownBy(() -> AnswerPack.read(pack, key.bytes()))
                        .isInstanceOf(ProblemException.class);
            }
            assertThat(rows(snapshots, left.getLast())).isEmpty();
            assertThat(rows(backup, left.getLast())).isEmpty();
        }
        shell(command("Users.java"));
        assertThat(rows().map(row -> row.path("user").asText()).toList()).isEqualTo(others);
    }

    /// Row of a snapshot, in hex.
    private record Row(String name, String value) {
        boolean isReadBy(UserKey key) {
            try {
                key.decrypt(HEX.parseHex(value), HEX.parseHex(name));
                return true;
            } catch (AEADBadTagException e) {
                return false;
            }
        }
    }

    /// The rows of all snapshots in a folder that a key reads.
    private static List<Row> rows(Path folder, UserKey key) {
        var snapshots = new DirectorySnapshots(folder);
        List<Row> found = new ArrayList<>();
        for (SnapshotManifest each : snapshots.list(PLAYLIST)) {
            try (var rows = snapshots.open(PLAYLIST, each.number())) {
                rows.scan(
                        new byte[0],
                        (name, value) ->
                                found.add(new Row(HEX.formatHex(name), HEX.formatHex(value))));
            }
        }
        found.removeIf(row -> !row.isReadBy(key));
        return found;
    }

    /// The table of keys.
    private static Stream<JsonNode> rows() throws IOException {
        return Files.readAllLines(system.resolve("data/users.jsonl")).stream()
                .map(RunningServer::json);
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /// The body of a request with `curl`.
    private static String body(String curl) {
        assertThat(curl).contains("localhost:8080" + PATH);
        return curl.substring(curl.indexOf('\'') + 1, curl.lastIndexOf('\''));
    }

    private static HttpResponse<String> ask(int port, String body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    HttpCalls.send(
                            client,
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + PATH))
                                    .timeout(Await.TIMEOUT)
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String annotations(HttpResponse<String> response) {
        return response.headers().firstValue("berth-annotations").orElse("");
    }

    private static List<String> songs(HttpResponse<String> response) {
        List<String> songs = new ArrayList<>();
        RunningServer.answer(response).path("songs").forEach(song -> songs.add(song.asText()));
        return songs;
    }
}

package dev.berth.precompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.crypto.AesGcm;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.precomputed.PrecomputableEndpoint;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import dev.berth.endpoint.precomputed.PrecomputedLookup;
import dev.berth.endpoint.precomputed.PrecomputedQuery;
import dev.berth.precompute.key.MasterKey;
import dev.berth.precompute.key.UserKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.pack.PackWriter;
import dev.berth.precompute.serving.SnapshotAnswersSource;
import dev.berth.precompute.snapshot.DirectorySnapshots;
import dev.berth.precompute.snapshot.SnapshotManifest;
import dev.berth.protocol.pack.AnswerPack;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that are encrypted by their users' keys, and their erasure.
final class UserPrivacyTest {
    private static final String PRIVATE = "cached: {key: [user, x], encrypt-by: user}\n";

    private static final MasterKey MASTER = master(1);

    @TempDir private Path directory;
    @TempDir private Path elsewhere;

    private static MasterKey master(int seed) {
        return MasterKey.require(Map.of(MasterKey.VARIABLE, encoded(seed)));
    }

    private static String encoded(int seed) {
        return Base64.getEncoder().encodeToString(bytes(seed));
    }

    private PrecomputedSystem open() throws IOException {
        return new PrecomputedSystem(directory, PRIVATE, Optional.of(MASTER));
    }

    private UserKeys keys(PrecomputedSystem system) {
        return UserKeys.open(system.keyTable(), MASTER);
    }

    private static void run(PrecomputedSystem system) throws IOException {
        system.run(
                system.rows("user,x\nadalovelace,1\nadalovelace,2\nbobmarley,3\n"),
                PrecomputedSystem.options(false, 9));
    }

    /// How many rows of each snapshot in a directory a key reads.
    private static long readable(DirectorySnapshots snapshots, UserKey user) {
        long count = 0;
        for (SnapshotManifest each : snapshots.list(PrecomputedSystem.E)) {
            try (var rows = snapshots.open(PrecomputedSystem.E, each.number())) {
                long[] found = new long[1];
                rows.scan(
                        new byte[0],
                        (name, value) -> {
                            try {
                                user.decrypt(value, name);
                                found[0]++;
                            } catch (AEADBadTagException e) {
                                // Another user's.
                            }
                        });
                count += found[0];
            }
        }
        return count;
    }

    @Test
    void files_ofAnEncryptedSnapshot_haveNeitherUsersNorAnswers() throws IOException {
        try (var system = open()) {
            run(system);
        }
        try (Stream<Path> files = Files.walk(directory.resolve(".berth"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(content).as(file.toString()).doesNotContain("lovelace", "marley");
            }
        }
    }

    @Test
    void erasedUser_isUnreadable_inEverySnapshotBackupAndPack() throws IOException {
        try (var system = open()) {
            run(system);
            run(system);
            Path pack = elsewhere.resolve("ada.pack");
            Path backup = elsewhere.resolve("backup");
            copy(system.snapshots().folder(PrecomputedSystem.E), backup.resolve("e"));
            try (UserKeys keys = keys(system)) {
                UserKey ada = keys.find("adalovelace").orElseThrow();
                UserKey bob = keys.find("bobmarley").orElseThrow();
                assertThat(readable(system.snapshots(), ada)).isEqualTo(4);
                assertThat(PackWriter.write(system.snapshots(), PrecomputedSystem.E, ada, pack))
                        .isEqualTo(2);

                assertThat(keys.erase("adalovelace")).isTrue();
                assertThat(keys.erase("adalovelace")).isFalse();
                assertThat(keys.find("adalovelace")).isEmpty();

                // What is left in the key table reads nothing of her, anywhere.
                List<UserKey> left =
                        List.of(bob, keys.require(List.of("adalovelace")).get("adalovelace"));
                for (UserKey each : left) {
                    assertThatThrownBy(() -> AnswerPack.open(pack, each.bytes()))
                            .isInstanceOfSatisfying(
                                    ProblemException.class,
                                    e ->
                                            assertThat(e.problem().code())
                                                    .isEqualTo(ProblemCode.PRECOMPUTED_UNREADABLE));
                }
                assertThat(readable(system.snapshots(), left.get(1))).isZero();
                assertThat(readable(new DirectorySnapshots(backup), left.get(1))).isZero();
                assertThat(readable(system.snapshots(), bob)).isEqualTo(2);
            }
            try (PrecomputedAnswers answers = served(system)) {
                assertThat(find(system, answers, "bobmarley", 3))
                        .isInstanceOf(PrecomputedLookup.Found.class);
                assertThat(find(system, answers, "adalovelace", 1))
                        .isInstanceOf(PrecomputedLookup.Absent.class);
            }
            // Without the master key nothing is read, and the answer is computed.
            assertThat(system.ask(Map.of("user", "bobmarley", "x", 3)).isPrecomputed()).isFalse();
        }
    }

    /// Answers as a server with the master key has them.
    private static PrecomputedAnswers served(PrecomputedSystem system) {
        PrecomputedAnswers answers =
                new SnapshotAnswersSource(Map.of(MasterKey.VARIABLE, encoded(1)))
                        .of(() -> system.serving().system());
        answers.serve(Set.of(PrecomputedSystem.E));
        return answers;
    }

    private static PrecomputedLookup find(
            PrecomputedSystem system, PrecomputedAnswers answers, String user, double x) {
        PrecomputableEndpoint endpoint = system.endpoints().precomputable(PrecomputedSystem.E);
        try (NamedTensors record =
                MapRecordCodec.toTensors(
                        endpoint.signature(),
                        Map.of("user", user, "x", x),
                        system.serving().pool())) {
            PrecomputedLookup found =
                    answers.find(
                            new PrecomputedQuery(
                                    PrecomputedSystem.E,
                                    endpoint.fingerprint(),
                                    endpoint.policy(),
                                    endpoint.keys(),
                                    endpoint.keys().stream().map(record::require).toList()),
                            system.serving().pool());
            if (found instanceof PrecomputedLookup.Found answer) {
                answer.answer().close();
            }
            return found;
        }
    }

    @Test
    void erasure_byAnotherProcess_isSeenByAServer() throws IOException {
        try (var system = open()) {
            run(system);
            try (PrecomputedAnswers answers = served(system);
                    UserKeys other = keys(system)) {
                assertThat(find(system, answers, "adalovelace", 1))
                        .isInstanceOf(PrecomputedLookup.Found.class);
                other.erase("adalovelace");
                Await.until(
                        () ->
                                find(system, answers, "adalovelace", 1)
                                        instanceof PrecomputedLookup.Absent);
            }
        }
    }

    @Test
    void wrappedKey_thatIsErased_isInNoFileOfTheKeyTable() throws IOException {
        Path table = directory.resolve("keys.db");
        try (UserKeys keys = UserKeys.open(table, MASTER)) {
            for (int i = 0; i < 200; i++) {
                keys.require(List.of("u" + i));
            }
            keys.erase("none");
            String before = Files.readString(table, StandardCharsets.ISO_8859_1);
            keys.erase("u17");
            String after = Files.readString(table, StandardCharsets.ISO_8859_1);
            // The name of a user in the table, as an opened table finds it.
            String name =
                    new String(
                            AesGcm.mac(
                                    AesGcm.mac(
                                            bytes(1),
                                            "berth precompute name"
                                                    .getBytes(StandardCharsets.UTF_8)),
                                    "u17".getBytes(StandardCharsets.UTF_8)),
                            StandardCharsets.ISO_8859_1);
            assertThat(before).contains(name);
            assertThat(after).doesNotContain(name);
            assertThat(Files.size(directory.resolve("keys.db-wal"))).isZero();
        }
    }

    private static byte[] bytes(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    @Test
    void pack_givesTheUsersAnswers_byTheUsersKeyAlone() throws IOException {
        try (var system = open()) {
            run(system);
            Path file = elsewhere.resolve("ada.pack");
            byte[] key;
            try (UserKeys keys = keys(system)) {
                UserKey ada = keys.find("adalovelace").orElseThrow();
                key = ada.bytes();
                PackWriter.write(system.snapshots(), PrecomputedSystem.E, ada, file);
            }
            AnswerPack pack = AnswerPack.open(file, key);
            assertThat(pack.header().endpoint()).isEqualTo("e");
            assertThat(pack.find(Map.of("user", "adalovelace", "x", 2.0)))
                    .hasValueSatisfying(
                            answer ->
                                    assertThat(answer)
                                            .containsEntry("score", 4.0)
                                            .containsEntry("label", "adalovelace!"));
            assertThat(pack.find(Map.of("user", "bobmarley", "x", 3.0))).isEmpty();
            byte[] damaged = Files.readAllBytes(file);
            for (int i = 0; i < damaged.length; i++) {
                byte[] other = damaged.clone();
                other[i] ^= 1;
                assertThatThrownBy(() -> AnswerPack.read(other, key))
                        .isInstanceOf(ProblemException.class);
                byte[] cut = Arrays.copyOf(damaged, i);
                assertThatThrownBy(() -> AnswerPack.read(cut, key))
                        .isInstanceOf(ProblemException.class);
            }
        }
    }

    @Test
    void keyTable_underAnotherMasterKey_isAClearProblem() throws IOException {
        Path table = directory.resolve("keys.db");
        try (UserKeys keys = UserKeys.open(table, MASTER)) {
            keys.require(List.of("ada"));
        }
        try (UserKeys keys = UserKeys.open(table, master(2))) {
            // The name is another as well: the user is not found, and gets another key.
            assertThat(keys.find("ada")).isEmpty();
        }
        assertThatThrownBy(() -> MasterKey.require(Map.of(MasterKey.VARIABLE, "c2hvcnQ=")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem().message())
                                        .contains("5 bytes", "expected: 32")
                                        .doesNotContain("c2hvcnQ"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }
}

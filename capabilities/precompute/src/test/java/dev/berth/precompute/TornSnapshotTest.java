package dev.berth.precompute;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.precompute.PrecomputedSystem.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots whose files are torn, as by a copy that was cut off: requests are answered, by the
/// snapshot before, by sound rows or by computation, and never wrongly.
final class TornSnapshotTest {
    private static final int USERS = 300;

    private final long seed = Long.getLong("berth.seed", 20261203);
    private final Random random = new Random(seed);

    @TempDir private Path directory;
    @TempDir private Path elsewhere;

    /// What happens to a file.
    private enum Damage {
        GONE,
        EMPTY,
        CUT,
        ZEROED,
        FLIPPED
    }

    @Test
    void tornFiles_ofTheCurrentSnapshot_giveNoWrongAnswer() throws IOException {
        try (var system =
                new PrecomputedSystem(directory, "cached: {key: [user]}\n", Optional.empty())) {
            system.run(system.rows(table(1)), PrecomputedSystem.options(false, 5));
            system.run(system.rows(table(2)), PrecomputedSystem.options(false, 5));
            Path folder = system.snapshots().folder(PrecomputedSystem.E);
            Path second = folder.resolve("2");
            copy(second, elsewhere);
            int precomputed = 0;
            for (Path name : files(elsewhere)) {
                for (Damage damage : Damage.values()) {
                    Files.writeString(folder.resolve("current"), "1\n");
                    system.follow();
                    copy(elsewhere, second);
                    damage(second.resolve(elsewhere.relativize(name)), damage);
                    Files.writeString(folder.resolve("current"), "2\n");
                    system.follow();
                    for (int i = 0; i < 10; i++) {
                        precomputed += ask(system, name + " " + damage) ? 1 : 0;
                    }
                }
            }
            assertThat(precomputed).isPositive();
        }
    }

    private static String table(int x) {
        var csv = new StringBuilder("user,x\n");
        for (int user = 0; user < USERS; user++) {
            csv.append('u').append(user).append(',').append(10 * user + x).append('\n');
        }
        return csv.toString();
    }

    /// Whether the answer was precomputed.
    private boolean ask(PrecomputedSystem system, String what) {
        int user = random.nextInt(USERS);
        Answer answer = system.ask(Map.of("user", "u" + user, "x", -1));
        double score = (double) requireNonNull(answer.fields().get("score"));
        List<Double> right =
                answer.isPrecomputed() ? List.of(20.0 * user + 2, 20.0 * user + 4) : List.of(-2.0);
        assertThat(right).as("%s, seed %d", what, seed).contains(score);
        assertThat(answer.fields()).containsEntry("label", "u" + user + "!");
        return answer.isPrecomputed();
    }

    private void damage(Path file, Damage damage) throws IOException {
        byte[] content = Files.readAllBytes(file);
        // Another file, as a snapshot that is open keeps its own.
        Files.delete(file);
        switch (damage) {
            case GONE -> {}
            case EMPTY -> Files.createFile(file);
            case CUT -> Files.write(file, Arrays.copyOf(content, content.length / 2));
            case ZEROED -> {
                Arrays.fill(content, content.length / 2, content.length, (byte) 0);
                Files.write(file, content);
            }
            case FLIPPED -> {
                if (content.length > 0) {
                    content[random.nextInt(content.length)] ^= 4;
                }
                Files.write(file, content);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.deleteIfExists(target);
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

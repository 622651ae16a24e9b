package dev.berth.verification;

import dev.berth.verification.SmallNetwork.End;
import dev.berth.verification.SmallNetwork.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Training of the eight models of `examples/many-models` on simulated data: formulas of a line or
/// two compute noisy sensor values from a true state, and the network learns the inverse. The last
/// one, `planner`, learns a rule that is written here as well.
///
/// Nothing here was measured on a road. The models show how many small ones work together, not how
/// cars are driven.
final class DriveTraining {
    private static final int ROWS = 1500;
    private static final int STEPS = 600;

    private DriveTraining() {}

    /// Writes all files.
    public static void main(String[] arguments) throws IOException {
        for (Task task : tasks()) {
            Files.write(file(task.name()), SmallNetwork.train(task).onnx());
        }
    }

    /// The file of a model.
    static Path file(String model) {
        return Repository.example("many-models")
                .resolve("models/" + model + "/1/" + model + ".onnx");
    }

    static List<Task> tasks() {
        return List.of(
                lane(),
                distance(),
                pedestrian(),
                friction(),
                attention(),
                sign(),
                collision(),
                planner());
    }

    static Task task(String name) {
        return tasks().stream().filter(task -> task.name().equals(name)).findFirst().orElseThrow();
    }

    private static Task task(
            String name,
            List<String> inputs,
            List<String> logarithms,
            List<String> outputs,
            End end,
            Function<Random, List<Double>> simulated) {
        var random = new Random(name.hashCode());
        List<List<Double>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(simulated.apply(random));
        }
        int hidden = name.equals("planner") ? 16 : 8;
        return new Task(name, inputs, logarithms, outputs, end, hidden, STEPS, rows);
    }

    private static double between(Random random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private static double noisy(Random random, double value, double deviation) {
        return value + deviation * random.nextGaussian();
    }

    /// Markings at both sides of a lane of some width, 5 and 20 m ahead of a car that is beside its
    /// middle and turned a little.
    private static Task lane() {
        return task(
                "lane-offset",
                List.of("left_near", "right_near", "left_far", "right_far"),
                List.of(),
                List.of("offset", "heading"),
                End.NUMBERS,
                random -> {
                    double half = between(random, 1.5, 1.95);
                    double offset = between(random, -1.2, 1.2);
                    double heading = between(random, -0.08, 0.08);
                    double near = offset + 5 * heading;
                    double far = offset + 20 * heading;
                    return List.of(
                            noisy(random, -half - near, 0.04),
                            noisy(random, half - near, 0.04),
                            noisy(random, -half - far, 0.08),
                            noisy(random, half - far, 0.08),
                            offset,
                            heading);
                });
    }

    /// An object about as high as a car, seen by a camera with a focal length of 1000 pixels, 1.3 m
    /// above the road.
    private static Task distance() {
        return task(
                "obstacle-distance",
                List.of("box_height", "box_below_horizon"),
                List.of("box_height", "box_below_horizon"),
                List.of("distance"),
                End.NUMBERS,
                random -> {
                    double distance = between(random, 4, 100);
                    double height = noisy(random, 1.6, 0.1);
                    return List.of(
                            noisy(random, 1000 * height / distance, 1),
                            Math.max(1, noisy(random, 1000 * 1.3 / distance, 1)),
                            distance);
                });
    }

    /// People are narrow, and warmer than the street.
    private static Task pedestrian() {
        return task(
                "pedestrian",
                List.of("box_aspect", "warmth"),
                List.of(),
                List.of("probability"),
                End.PROBABILITY,
                random -> {
                    boolean isPerson = random.nextBoolean();
                    return List.of(
                            Math.max(
                                    0.1, noisy(random, isPerson ? 0.4 : 1.1, isPerson ? 0.1 : 0.4)),
                            noisy(random, isPerson ? 9 : 2, 3),
                            isPerson ? 1.0 : 0.0);
                });
    }

    /// Wheels slip in proportion to the force and the less the road grips.
    private static Task friction() {
        return task(
                "road-friction",
                List.of("wheel_slip", "wheel_force"),
                List.of("wheel_slip", "wheel_force"),
                List.of("friction"),
                End.NUMBERS,
                random -> {
                    double friction = between(random, 0.08, 1);
                    double force = between(random, 0.03, 0.3);
                    double slip = force / (20 * friction);
                    return List.of(
                            Math.max(1e-3, noisy(random, slip, 0.05 * slip)), force, friction);
                });
    }

    /// A driver who looks away, blinks rarely or hardly steers is less likely to be attentive.
    private static Task attention() {
        return task(
                "driver-attention",
                List.of("glances_away", "blinks", "corrections"),
                List.of(),
                List.of("probability"),
                End.PROBABILITY,
                random -> {
                    double away = between(random, 0, 1);
                    double blinks = between(random, 0, 40);
                    double corrections = between(random, 0, 30);
                    double score =
                            4 - 8 * away + 0.1 * (corrections - 10) - 0.05 * Math.abs(blinks - 17);
                    return List.of(
                            away, blinks, corrections, noisy(random, score, 0.5) > 0 ? 1.0 : 0.0);
                });
    }

    /// The first digit of a variable sign (3, 5, 8 or nothing), as the brightness of its seven
    /// segments.
    private static Task sign() {
        List<String> segments = List.of("1111001", "1011011", "1111111", "0000000");
        return task(
                "speed-sign",
                List.of(
                        "top",
                        "top_right",
                        "bottom_right",
                        "bottom",
                        "bottom_left",
                        "top_left",
                        "middle"),
                List.of(),
                List.of("30", "50", "80", "none"),
                End.CLASSES,
                random -> {
                    int shown = random.nextInt(segments.size());
                    List<Double> row = new ArrayList<>();
                    for (int i = 0; i < 7; i++) {
                        boolean isLit = segments.get(shown).charAt(i) == '1';
                        row.add(noisy(random, isLit ? 0.8 : 0.15, 0.12));
                    }
                    for (int i = 0; i < segments.size(); i++) {
                        row.add(i == shown ? 1.0 : 0.0);
                    }
                    return row;
                });
    }

    /// A distant, slow object leaves time; beyond ten seconds the difference does not matter.
    private static Task collision() {
        return task(
                "time-to-collision",
                List.of("distance", "closing_speed"),
                List.of("distance", "closing_speed"),
                List.of("seconds"),
                End.NUMBERS,
                random -> {
                    double distance = between(random, 2, 100);
                    double closing = between(random, 0.5, 30);
                    return List.of(
                            noisy(random, distance, 0.5),
                            noisy(random, closing, 0.1),
                            Math.min(10, distance / closing));
                });
    }

    /// Learns [#rule] over situations of all kinds.
    private static Task planner() {
        return task(
                "planner",
                List.of("offset", "heading", "seconds", "person", "friction", "attention", "limit"),
                List.of(),
                List.of("target_speed", "steering"),
                End.NUMBERS,
                random -> {
                    List<Double> row = new ArrayList<>();
                    row.add(between(random, -1.5, 1.5));
                    row.add(between(random, -0.1, 0.1));
                    row.add(between(random, 0, 10));
                    row.add(random.nextDouble());
                    row.add(between(random, 0.05, 1));
                    row.add(random.nextDouble());
                    row.add(between(random, 5, 36));
                    row.addAll(rule(row));
                    return row;
                });
    }

    /// The rule that the planner imitates: as fast as the sign allows, reduced by an imminent
    /// collision, a likely person, a slippery road or an inattentive driver; and back to the middle
    /// of the lane.
    static List<Double> rule(List<Double> situation) {
        double offset = situation.get(0);
        double heading = situation.get(1);
        double free = Math.clamp((situation.get(2) - 1) / 4, 0, 1);
        double person = situation.get(3);
        double grip = Math.clamp(situation.get(4) / 0.7, 0.2, 1);
        double attention = 0.6 + 0.4 * situation.get(5);
        double allowed = situation.get(6);
        double speed = allowed * free * grip * attention * (1 - 0.5 * person * (1 - free));
        return List.of(Math.max(0, speed), Math.clamp(-0.12 * offset - 0.9 * heading, -0.3, 0.3));
    }
}

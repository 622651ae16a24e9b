package dev.berth.benchmarks.precomputed;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// System of two endpoints over the boosted trees of `examples/lending`: `live`, and `cached`,
/// whose answers are found by the amount of the loan.
record CreditSystem(Path folder, int keys) {
    private static final String HEADER =
            "seniority,home,time,age,records,job,expenses,income,assets,debt,amount,price";

    /// Writes models and endpoints.
    void write(Path root) throws IOException {
        Path model = root.resolve("examples/lending/models/boosted/1");
        Path to = folder.resolve("models/boosted/1");
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.createDirectories(folder.resolve("endpoints"));
        Files.writeString(folder.resolve("berth.yaml"), "name: precomputed\n");
        String steps = "summary: Whether a loan is paid back\nsteps: {predict: {model: boosted}}\n";
        Files.writeString(folder.resolve("endpoints/live.yaml"), steps);
        Files.writeString(
                folder.resolve("endpoints/cached.yaml"), steps + "cached: {key: [amount]}\n");
    }

    /// Writes the table of keys.
    Path writeKeys() throws IOException {
        Path file = folder.resolve("keys.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEADER + "\n");
            for (int key = 0; key < keys; key++) {
                out.write("10,owner,36,46,\"yes\",freelance,90,200,3000,0," + key + ",2985\n");
            }
        }
        return file;
    }

    /// The record of a key, in JSON.
    String record(int key) {
        return "{\"seniority\":10,\"home\":\"owner\",\"time\":36,\"age\":46,\"records\":\"yes\","
                + "\"job\":\"freelance\",\"expenses\":90,\"income\":200,\"assets\":3000,\"debt\":0,"
                + "\"amount\":"
                + key
                + ",\"price\":2985}";
    }
}

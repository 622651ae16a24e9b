package dev.berth.examples.transcription;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// Trains the reader of digits: `Train DIRECTORY digits.onnx`, where the directory is what
/// [MakeSpeech] wrote.
public final class Train {
    private static final int EPOCHS = 18;
    private static final long SEED = 1;

    /// Clips of noise for the class of what is no digit.
    private static final int NOISES = 150;

    private static final float DIFFERENCE_MAX = 1e-3f;

    private Train() {}

    public static void main(String[] arguments) throws IOException, OrtException {
        if (arguments.length != 2) {
            System.err.println(
                    "Train: name the directory that MakeSpeech wrote, and the model's file (ONNX)");
            System.exit(2);
        }
        var random = new Random(SEED);
        List<Trainer.Example> examples = read(Path.of(arguments[0]).resolve("words"));
        for (int i = 0; i < NOISES; i++) {
            var noise = new float[Sound.RATE / 5 + random.nextInt(Sound.RATE * 3 / 5)];
            new Noise(random).add(noise, 0.1);
            examples.add(new Trainer.Example(Sound.of(noise), Vocabulary.NONE));
        }
        var net = new ConvNet(random);
        // Before it takes minutes.
        requireEqual(net, examples);
        new Trainer(net).train(examples, EPOCHS, random);
        requireEqual(net, examples);
        byte[] model = DigitGraph.of(net).toByteArray();
        Files.write(Path.of(arguments[1]), model);
        System.out.printf(
                Locale.ROOT,
                "%d examples, %d weights, %d bytes%n",
                examples.size(),
                net.weightCount(),
                model.length);
    }

    /// @throws IllegalStateException unless the network's file gives its probabilities
    private static void requireEqual(ConvNet net, List<Trainer.Example> examples)
            throws OrtException {
        float difference = compare(net, DigitGraph.of(net).toByteArray(), examples);
        if (!(difference <= DIFFERENCE_MAX)) {
            throw new IllegalStateException(
                    "probabilities of network and file differ by "
                            + difference
                            + " (expected: at most "
                            + DIFFERENCE_MAX
                            + ")");
        }
    }

    private static List<Trainer.Example> read(Path words) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(words)) {
            files = all.sorted().toList();
        }
        List<Trainer.Example> examples = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            int label = Integer.parseInt(name.substring(0, name.indexOf('-')));
            examples.add(new Trainer.Example(Sound.parse(Files.readAllBytes(file)), label));
        }
        return examples;
    }

    /// Greatest difference between network and file, over a hundred examples.
    private static float compare(ConvNet net, byte[] model, List<Trainer.Example> examples)
            throws OrtException {
        OrtEnvironment engine = OrtEnvironment.getEnvironment();
        var spectrum = new LogMel();
        var pass = new ConvNet.Pass(net);
        float difference = 0;
        try (OrtSession session = engine.createSession(model)) {
            for (int i = 0; i < examples.size(); i += examples.size() / 100) {
                float[] clip = Disturbance.centered(examples.get(i).sound().samples());
                net.forward(spectrum.of(clip), pass);
                try (var input = OnnxTensor.createTensor(engine, new float[][] {clip});
                        OrtSession.Result result = session.run(Map.of("clip", input))) {
                    float[] read = ((float[][]) result.get(0).getValue())[0];
                    for (int k = 0; k < read.length; k++) {
                        difference = Math.max(difference, Math.abs(read[k] - pass.score(k)));
                    }
                }
            }
        }
        return difference;
    }
}

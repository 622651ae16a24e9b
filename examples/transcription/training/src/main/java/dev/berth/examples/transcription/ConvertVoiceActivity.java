package dev.berth.examples.transcription;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// Converts Silero's detector of voice for whole recordings, and compares both:
/// `ConvertVoiceActivity silero_vad_v5.onnx voice-activity.onnx`.
public final class ConvertVoiceActivity {
    /// Prefix of the names of what belongs to 16 kHz.
    private static final String BRANCH = "If_0_then_branch__Inline_0__";

    private static final int WINDOW = 512;
    private static final int CONTEXT = 64;

    /// Greatest difference of a probability: that of other orders of summation.
    private static final float DIFFERENCE_MAX = 1e-4f;

    private ConvertVoiceActivity() {}

    public static void main(String[] arguments) throws IOException, OrtException {
        if (arguments.length != 2) {
            System.err.println(
                    "ConvertVoiceActivity: name silero_vad_v5.onnx and the file to write (ONNX)");
            System.exit(2);
        }
        byte[] original = Files.readAllBytes(Path.of(arguments[0]));
        Map<String, OnnxConstants.Constant> weights = new HashMap<>();
        OnnxConstants.read(original)
                .forEach(
                        (name, constant) -> {
                            if (name.startsWith(BRANCH)) {
                                weights.put(name.substring(BRANCH.length()), constant);
                            }
                        });
        byte[] converted = VoiceActivityGraph.of(weights).toByteArray();
        Files.write(Path.of(arguments[1]), converted);
        float difference = compare(original, converted, sound());
        System.out.printf(
                Locale.ROOT,
                "%d bytes; probabilities of both differ by at most %.1e%n",
                converted.length,
                difference);
        if (difference > DIFFERENCE_MAX) {
            System.exit(1);
        }
    }

    /// 20 s of tones that come and go, in noise.
    private static float[] sound() {
        var random = new Random(1);
        var sound = new float[625 * WINDOW];
        for (int i = 0; i < sound.length; i++) {
            double time = (double) i / Sound.RATE;
            double loudness = Math.max(0, Math.sin(2 * time)) * (0.3 + 0.2 * Math.sin(25 * time));
            double wave = 0;
            for (int k = 1; k < 25; k++) {
                wave += Math.sin(2 * Math.PI * 130 * k * time + 3 * Math.sin(5 * time)) / k;
            }
            sound[i] = (float) (0.4 * loudness * wave + 0.005 * random.nextGaussian());
        }
        return sound;
    }

    private static float compare(byte[] original, byte[] converted, float[] sound)
            throws OrtException {
        OrtEnvironment engine = OrtEnvironment.getEnvironment();
        try (OrtSession one = engine.createSession(original);
                OrtSession other = engine.createSession(converted);
                var audio =
                        OnnxTensor.createTensor(
                                engine, FloatBuffer.wrap(sound), new long[] {sound.length});
                OrtSession.Result result = other.run(Map.of("audio", audio))) {
            float[] windows = windowByWindow(engine, one, sound);
            var whole = (float[]) result.get(0).getValue();
            float difference = 0;
            float greatest = 0;
            for (int i = 0; i < windows.length; i++) {
                difference = Math.max(difference, Math.abs(windows[i] - whole[i]));
                greatest = Math.max(greatest, whole[i]);
            }
            System.out.printf(Locale.ROOT, "greatest probability %.3f%n", greatest);
            return difference;
        }
    }

    private static float[] windowByWindow(OrtEnvironment engine, OrtSession session, float[] sound)
            throws OrtException {
        var probabilities = new float[sound.length / WINDOW];
        var state = new float[2 * 128];
        var window = new float[CONTEXT + WINDOW];
        for (int i = 0; i < probabilities.length; i++) {
            System.arraycopy(window, WINDOW, window, 0, CONTEXT);
            System.arraycopy(sound, i * WINDOW, window, CONTEXT, WINDOW);
            try (var input =
                            OnnxTensor.createTensor(
                                    engine, FloatBuffer.wrap(window), new long[] {1, 576});
                    var before =
                            OnnxTensor.createTensor(
                                    engine, FloatBuffer.wrap(state), new long[] {2, 1, 128});
                    var rate =
                            OnnxTensor.createTensor(
                                    engine,
                                    LongBuffer.wrap(new long[] {Sound.RATE}),
                                    new long[] {});
                    OrtSession.Result result =
                            session.run(Map.of("input", input, "state", before, "sr", rate))) {
                probabilities[i] = ((float[][]) result.get(0).getValue())[0][0];
                ((OnnxTensor) result.get(1)).getFloatBuffer().get(state);
            }
        }
        return probabilities;
    }
}

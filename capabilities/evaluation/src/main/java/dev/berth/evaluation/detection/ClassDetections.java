package dev.berth.evaluation.detection;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.detection.ImageMatches.ClassMatches;
import dev.berth.evaluation.detection.ImageMatches.Match;
import java.util.Arrays;

/// Detections and numbers of true boxes of one class, with the picture of each. For one thread.
final class ClassDetections {
    private static final int FIRST_CAPACITY = 16;

    private float[] scores = new float[FIRST_CAPACITY];
    private int[] bits = new int[FIRST_CAPACITY];
    private int[] images = new int[FIRST_CAPACITY];
    private int size;

    private int[] trueImages = new int[FIRST_CAPACITY];
    private int[] trueCounts = new int[FIRST_CAPACITY];
    private int trueSize;

    void add(ClassMatches matches, int image) {
        for (Match match : matches.detections()) {
            add(match.score(), match.bits(), image);
        }
        if (matches.trueBoxes() > 0) {
            addTrue(matches.trueBoxes(), image);
        }
    }

    private void add(float score, int matchBits, int image) {
        if (size == scores.length) {
            scores = Arrays.copyOf(scores, 2 * size);
            bits = Arrays.copyOf(bits, 2 * size);
            images = Arrays.copyOf(images, 2 * size);
        }
        scores[size] = score;
        bits[size] = matchBits;
        images[size] = image;
        size++;
    }

    private void addTrue(int count, int image) {
        if (trueSize == trueImages.length) {
            trueImages = Arrays.copyOf(trueImages, 2 * trueSize);
            trueCounts = Arrays.copyOf(trueCounts, 2 * trueSize);
        }
        trueImages[trueSize] = image;
        trueCounts[trueSize] = count;
        trueSize++;
    }

    int size() {
        return size;
    }

    /// Entries that take memory.
    int entries() {
        return size + trueSize;
    }

    boolean hasTrueBoxes() {
        return trueSize > 0;
    }

    /// True boxes where each picture counts by its weight.
    double trueBoxes(double[] imageWeights) {
        double sum = 0;
        for (int i = 0; i < trueSize; i++) {
            sum += imageWeights[trueImages[i]] * trueCounts[i];
        }
        return sum;
    }

    /// The bits of the detections, in the order of scores.
    int[] bits() {
        return bits;
    }

    /// Writes the weight of each detection, that of its picture.
    void weights(double[] imageWeights, double[] weights) {
        for (int i = 0; i < size; i++) {
            weights[i] = imageWeights[images[i]];
        }
    }

    /// Sorts the detections by falling score; those of equal score stay in the order of pictures.
    void sort() {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            // Adding zero makes -0 and 0 equal; integers then have the order of the numbers.
            int number = Float.floatToIntBits(scores[i] + 0f);
            int rising = number ^ (number >> (Integer.SIZE - 1) & Integer.MAX_VALUE);
            keys[i] = ((long) ~rising << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        float[] sortedScores = new float[size];
        int[] sortedBits = new int[size];
        int[] sortedImages = new int[size];
        for (int i = 0; i < size; i++) {
            int from = (int) keys[i];
            sortedScores[i] = scores[from];
            sortedBits[i] = bits[from];
            sortedImages[i] = images[from];
        }
        scores = Arrays.copyOf(sortedScores, Math.max(size, FIRST_CAPACITY));
        bits = Arrays.copyOf(sortedBits, scores.length);
        images = Arrays.copyOf(sortedImages, scores.length);
    }

    void write(ByteWriter out) {
        out.writeUnsigned(size);
        for (int i = 0; i < size; i++) {
            out.writeFloat(scores[i]);
            out.writeUnsigned(bits[i]);
            out.writeUnsigned(images[i]);
        }
        out.writeUnsigned(trueSize);
        for (int i = 0; i < trueSize; i++) {
            out.writeUnsigned(trueImages[i]);
            out.writeUnsigned(trueCounts[i]);
        }
    }

    void read(ByteReader in, int imageCount) {
        for (int left = in.readCount(); left > 0; left--) {
            add(in.readFloat(), (int) in.readUnsigned(), image(in, imageCount));
        }
        for (int left = in.readCount(); left > 0; left--) {
            int image = image(in, imageCount);
            addTrue(Math.toIntExact(in.readUnsigned()), image);
        }
    }

    private static int image(ByteReader in, int imageCount) {
        long image = in.readUnsigned();
        if (image < 0 || image >= imageCount) {
            throw new IllegalArgumentException(
                    "picture " + image + " (expected: below " + imageCount + ")");
        }
        return (int) image;
    }
}

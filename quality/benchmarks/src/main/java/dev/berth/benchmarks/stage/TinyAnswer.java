package dev.berth.benchmarks.stage;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Check for a prediction of the tiny model.
public final class TinyAnswer {
    private static final Pattern DATA = Pattern.compile("\"data\"\\s*:\\s*\\[([^\\[\\]]*)]");

    private TinyAnswer() {}

    /// Whether the first tensor of a JSON response has three numbers that add up to one.
    public static boolean isPrediction(String body) {
        Matcher data = DATA.matcher(body);
        if (!data.find()) {
            return false;
        }
        List<Double> numbers =
                Stream.of(data.group(1).split(",", -1))
                        .map(text -> Double.valueOf(text.strip()))
                        .toList();
        double sum = numbers.stream().mapToDouble(Double::doubleValue).sum();
        return numbers.size() == TinyMlp.OUTPUTS && Math.abs(sum - 1) < 0.01;
    }
}

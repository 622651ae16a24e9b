package dev.berth.features.statistics;

import dev.berth.statistics.Histogram.Bin;
import dev.berth.statistics.NumericSummary;
import dev.berth.statistics.ValueStatistics.Frequent;
import dev.berth.statistics.ValueStatistics.Numbers;
import dev.berth.statistics.ValueStatistics.Sizes;
import dev.berth.statistics.ValueStatistics.Texts;
import dev.berth.statistics.ValueStatistics.Truths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statistics as members of a JSON object: maps, lists, texts and finite numbers.
public final class PlainStatistics {
    private static final int PERCENT = 100;

    private PlainStatistics() {}

    /// All statistics.
    public static Map<String, Object> of(ViewStatistics statistics) {
        Map<String, Object> plain = brief(statistics);
        Map<String, Object> features = new LinkedHashMap<>();
        for (FeatureStatistics feature : statistics.features()) {
            features.put(feature.name().value(), plain(feature));
        }
        plain.put("features", features);
        return plain;
    }

    /// The statistics without features.
    public static Map<String, Object> brief(ViewStatistics statistics) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("view", statistics.view().toString());
        plain.put("until", statistics.until().toString());
        plain.put("taken", statistics.taken().toString());
        plain.put("entities", statistics.entityCount());
        plain.put("sampled", statistics.sampledCount());
        return plain;
    }

    private static Map<String, Object> plain(FeatureStatistics feature) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("type", feature.type().toString());
        plain.put("present", feature.presentCount());
        plain.put("missing", feature.missingCount());
        plain.put("expired", feature.expiredCount());
        switch (feature.values()) {
            case Numbers numbers -> plain.putAll(plain(numbers));
            case Truths(long trueCount, long falseCount) -> {
                plain.put("true", trueCount);
                plain.put("false", falseCount);
            }
            case Texts(long distinct, List<Frequent> frequent, Numbers lengths) -> {
                plain.put("distinct", distinct);
                plain.put("frequent", frequent.stream().map(PlainStatistics::plain).toList());
                plain.put("lengths", plain(lengths));
            }
            case Sizes(Numbers sizes) -> plain.put("sizes", plain(sizes));
        }
        return plain;
    }

    private static Map<String, Object> plain(Frequent frequent) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("value", frequent.text());
        plain.put("count", frequent.count());
        return plain;
    }

    private static Map<String, Object> plain(Numbers numbers) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("nan", numbers.nanCount());
        plain.put("plusInfinity", numbers.plusInfinityCount());
        plain.put("minusInfinity", numbers.minusInfinityCount());
        plain.put("zeros", numbers.zeroCount());
        numbers.spread().ifPresent(spread -> put(spread, plain));
        return plain;
    }

    private static void put(NumericSummary spread, Map<String, Object> plain) {
        plain.put("min", spread.min());
        plain.put("mean", spread.mean());
        plain.put("max", spread.max());
        plain.put("deviation", spread.deviation());
        Map<String, Object> quantiles = new LinkedHashMap<>();
        for (double share : NumericSummary.SHARES) {
            quantiles.put("p%02d".formatted(Math.round(share * PERCENT)), spread.quantile(share));
        }
        plain.put("quantiles", quantiles);
        List<Object> bins = new ArrayList<>();
        for (Bin bin : spread.histogram().bins()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("lower", bin.lower());
            one.put("upper", bin.upper());
            one.put("count", bin.count());
            bins.add(one);
        }
        plain.put("histogram", bins);
    }
}

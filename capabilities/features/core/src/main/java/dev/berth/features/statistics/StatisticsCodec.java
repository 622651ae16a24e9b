package dev.berth.features.statistics;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.statistics.Histogram;
import dev.berth.statistics.Histogram.Bin;
import dev.berth.statistics.NumericSummary;
import dev.berth.statistics.ValueStatistics;
import dev.berth.statistics.ValueStatistics.Frequent;
import dev.berth.statistics.ValueStatistics.Numbers;
import dev.berth.statistics.ValueStatistics.Sizes;
import dev.berth.statistics.ValueStatistics.Texts;
import dev.berth.statistics.ValueStatistics.Truths;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Binary codec of statistics: a format number, then all fields in order. The layout of a feature's
/// values follows from its type.
final class StatisticsCodec {
    private static final int FORM = 1;

    private StatisticsCodec() {}

    static byte[] of(ViewStatistics statistics) {
        var out = new ByteWriter();
        out.writeUnsigned(FORM);
        out.writeText(statistics.view().toString());
        out.writeSigned(micros(statistics.until()));
        out.writeSigned(micros(statistics.taken()));
        out.writeUnsigned(statistics.entityCount());
        out.writeUnsigned(statistics.sampledCount());
        out.writeUnsigned(statistics.features().size());
        for (FeatureStatistics feature : statistics.features()) {
            write(feature, out);
        }
        return out.toBytes();
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static void write(FeatureStatistics feature, ByteWriter out) {
        out.writeText(feature.name().value());
        out.writeText(feature.type().element().label());
        out.writeText(feature.type().form().name());
        out.writeUnsigned(feature.presentCount());
        out.writeUnsigned(feature.missingCount());
        out.writeUnsigned(feature.expiredCount());
        switch (feature.values()) {
            case Numbers numbers -> write(numbers, out);
            case Truths truths -> {
                out.writeUnsigned(truths.trueCount());
                out.writeUnsigned(truths.falseCount());
            }
            case Texts texts -> write(texts, out);
            case Sizes sizes -> write(sizes.sizes(), out);
        }
    }

    private static void write(Numbers numbers, ByteWriter out) {
        out.writeUnsigned(numbers.nanCount());
        out.writeUnsigned(numbers.plusInfinityCount());
        out.writeUnsigned(numbers.minusInfinityCount());
        out.writeUnsigned(numbers.zeroCount());
        out.writeByte(numbers.spread().isPresent() ? 1 : 0);
        numbers.spread().ifPresent(spread -> write(spread, out));
    }

    private static void write(NumericSummary spread, ByteWriter out) {
        out.writeDouble(spread.min());
        out.writeDouble(spread.mean());
        out.writeDouble(spread.max());
        out.writeDouble(spread.deviation());
        spread.quantiles().forEach(out::writeDouble);
        out.writeUnsigned(spread.histogram().bins().size());
        for (Bin bin : spread.histogram().bins()) {
            out.writeDouble(bin.lower());
            out.writeDouble(bin.upper());
            out.writeUnsigned(bin.count());
        }
    }

    private static void write(Texts texts, ByteWriter out) {
        out.writeUnsigned(texts.distinctCount());
        out.writeUnsigned(texts.frequent().size());
        for (Frequent frequent : texts.frequent()) {
            out.writeText(frequent.text());
            out.writeUnsigned(frequent.count());
        }
        write(texts.lengths(), out);
    }

    /// @throws IllegalArgumentException if the bytes are not statistics in this format
    static ViewStatistics read(byte[] bytes) {
        var in = new ByteReader(bytes);
        long form = in.readUnsigned();
        if (form != FORM) {
            throw new IllegalArgumentException("form " + form + " (expected: " + FORM + ")");
        }
        ViewReference view = ViewReference.parse(in.readText());
        Instant until = instant(in.readSigned());
        Instant taken = instant(in.readSigned());
        long entities = in.readUnsigned();
        long sampled = in.readUnsigned();
        int count = in.readCount();
        List<FeatureStatistics> features = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            features.add(readFeature(in));
        }
        return new ViewStatistics(view, until, taken, entities, sampled, features);
    }

    private static FeatureStatistics readFeature(ByteReader in) {
        var name = new FeatureName(in.readText());
        ValueType element =
                ValueType.findByLabel(in.readText()).orElseThrow(IllegalArgumentException::new);
        var type = new FeatureType(element, FeatureType.Form.valueOf(in.readText()));
        return new FeatureStatistics(
                name,
                type,
                in.readUnsigned(),
                in.readUnsigned(),
                in.readUnsigned(),
                readValues(type, in));
    }

    private static ValueStatistics readValues(FeatureType type, ByteReader in) {
        return switch (type.form()) {
            case LIST, MAP -> new Sizes(readNumbers(in));
            case SINGLE ->
                    switch (type.element()) {
                        case BOOL -> new Truths(in.readUnsigned(), in.readUnsigned());
                        case INT32, INT64, FLOAT32, FLOAT64, TIMESTAMP -> readNumbers(in);
                        case STRING -> readTexts(in);
                        case BYTES -> new Sizes(readNumbers(in));
                    };
        };
    }

    private static Numbers readNumbers(ByteReader in) {
        return new Numbers(
                in.readUnsigned(),
                in.readUnsigned(),
                in.readUnsigned(),
                in.readUnsigned(),
                in.readByte() == 0 ? Optional.empty() : Optional.of(readSpread(in)));
    }

    private static NumericSummary readSpread(ByteReader in) {
        double min = in.readDouble();
        double mean = in.readDouble();
        double max = in.readDouble();
        double deviation = in.readDouble();
        List<Double> quantiles = new ArrayList<>();
        for (int i = 0; i < NumericSummary.SHARES.size(); i++) {
            quantiles.add(in.readDouble());
        }
        int count = in.readCount();
        List<Bin> bins = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bins.add(new Bin(in.readDouble(), in.readDouble(), in.readUnsigned()));
        }
        return new NumericSummary(min, mean, max, deviation, quantiles, new Histogram(bins));
    }

    private static Texts readTexts(ByteReader in) {
        long distinct = in.readUnsigned();
        int count = in.readCount();
        List<Frequent> frequent = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            frequent.add(new Frequent(in.readText(), in.readUnsigned()));
        }
        return new Texts(distinct, frequent, readNumbers(in));
    }
}

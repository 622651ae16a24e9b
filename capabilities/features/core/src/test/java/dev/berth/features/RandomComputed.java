package dev.berth.features;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.history.JoinedView;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.FeatureValue;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.skew.ServedFeatureLogger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Random on-demand view over inputs of all types and the view of a [RandomHistory], with its
/// online values, for engines that join it.
public final class RandomComputed {
    /// Request fields and spine columns, besides the key `person`.
    private static final Map<String, FeatureType> INPUTS = inputTypes();

    /// The columns of a spine: key, time, and inputs.
    public static final Map<String, FeatureType> SPINE = spineTypes();

    private static final SourceLocation NOWHERE = new SourceLocation(Path.of("test.yaml"), 1);
    private static final ViewReference VIEW = ViewReference.of("computed", 1);
    private static final int FEATURES_MAX = 8;

    private static final Map<String, List<String>> EXPRESSIONS =
            Map.ofEntries(
                    Map.entry(
                            "bool",
                            List.of(
                                    "request.flag",
                                    "request.flag == null",
                                    "request.flag ? request.word == 'a' : request.small > 0",
                                    "request.word.startsWith('a')",
                                    "request.word in ['a', 'b']",
                                    "request.moment > timestamp('1970-01-01T00:00:10Z')",
                                    "request.words.exists(w, w == 'a')",
                                    "request.real < request.single")),
                    Map.entry(
                            "int32",
                            List.of(
                                    "request.small",
                                    "request.small * 2",
                                    "request.whole",
                                    "size(request.word)",
                                    "request.moment.getSeconds()")),
                    Map.entry(
                            "int64",
                            List.of(
                                    "request.whole",
                                    "request.whole + 1",
                                    "int(request.real)",
                                    "request.small / request.whole",
                                    "request.moment.getDayOfWeek()",
                                    "size(request.reals)")),
                    Map.entry(
                            "float64",
                            List.of(
                                    "request.real",
                                    "request.single",
                                    "request.single / 3.0",
                                    "request.real == null ? -1.0 : request.real",
                                    "double(request.whole) * 0.1",
                                    "request.reals[0]",
                                    "request.real * request.single")),
                    Map.entry(
                            "float32",
                            List.of("request.single", "request.real", "request.reals[1] + 0.5")),
                    Map.entry(
                            "string",
                            List.of(
                                    "request.word",
                                    "request.word + string(request.small)",
                                    "request.words[0]",
                                    "string(request.moment)",
                                    "request.flag ? 'yes' : 'it''s no'".replace("''", "\\'"))),
                    Map.entry("bytes", List.of("request.raw", "bytes(request.word)")),
                    Map.entry(
                            "timestamp",
                            List.of("request.moment", "request.moment + duration('3s')")),
                    Map.entry("string[]", List.of("request.words", "[request.word, 'x']")),
                    Map.entry("float32[]", List.of("request.reals", "[request.real, 0.5]")),
                    Map.entry("int64[]", List.of("[request.whole, request.small]")));

    private final RandomHistory history;
    private final Random random;
    private final OnDemandView view;
    private final FeatureDefinitions definitions;

    /// Creates a view over a history, with its random generator.
    public RandomComputed(RandomHistory history) {
        this.history = history;
        this.random = history.random();
        List<OnDemandView.Computed> features = new ArrayList<>();
        int count = 1 + random.nextInt(FEATURES_MAX);
        for (int i = 0; i < count; i++) {
            features.add(random.nextInt(3) == 0 ? ofStored("c" + i) : ofRequest("c" + i));
        }
        view =
                new OnDemandView(
                        VIEW,
                        "",
                        Optional.empty(),
                        List.of(),
                        INPUTS,
                        Map.of(
                                "there",
                                new FeatureUse(
                                        history.view().reference(), Map.of("entity", "person"))),
                        Optional.empty(),
                        features,
                        random.nextBoolean() ? Optional.of(Duration.ofHours(1)) : Optional.empty(),
                        NOWHERE);
        FeatureDefinitions of = history.definitions();
        definitions =
                new FeatureDefinitions(
                        of.entities(), of.sources(), of.views(), new TreeMap<>(Map.of(VIEW, view)));
    }

    private static Map<String, FeatureType> inputTypes() {
        Map<String, FeatureType> inputs = new LinkedHashMap<>();
        inputs.put("flag", FeatureType.of(ValueType.BOOL));
        inputs.put("small", FeatureType.of(ValueType.INT32));
        inputs.put("whole", FeatureType.of(ValueType.INT64));
        inputs.put("single", FeatureType.of(ValueType.FLOAT32));
        inputs.put("real", FeatureType.of(ValueType.FLOAT64));
        inputs.put("word", FeatureType.of(ValueType.STRING));
        inputs.put("raw", FeatureType.of(ValueType.BYTES));
        inputs.put("moment", FeatureType.of(ValueType.TIMESTAMP));
        inputs.put("reals", FeatureType.listOf(ValueType.FLOAT32));
        inputs.put("words", FeatureType.listOf(ValueType.STRING));
        return inputs;
    }

    private static Map<String, FeatureType> spineTypes() {
        Map<String, FeatureType> spine = new LinkedHashMap<>();
        spine.put("who", FeatureType.of(ValueType.STRING));
        spine.put("when", FeatureType.of(ValueType.TIMESTAMP));
        spine.putAll(INPUTS);
        return spine;
    }

    private OnDemandView.Computed ofRequest(String name) {
        List<String> types = EXPRESSIONS.keySet().stream().sorted().toList();
        String type = pick(types);
        return feature(
                name,
                FeatureType.findByLabel(type).orElseThrow(),
                pick(EXPRESSIONS.getOrDefault(type, List.of())));
    }

    private OnDemandView.Computed ofStored(String name) {
        Feature feature = pick(history.view().features());
        String read = "there." + feature.name();
        FeatureType type = feature.type();
        FeatureType element = FeatureType.of(type.element());
        FeatureType count = FeatureType.of(ValueType.INT64);
        FeatureType bool = FeatureType.of(ValueType.BOOL);
        return switch (type.form()) {
            case MAP ->
                    switch (random.nextInt(3)) {
                        case 0 -> feature(name, bool, "'a' in " + read);
                        case 1 -> feature(name, count, "size(" + read + ")");
                        default -> feature(name, element, read + "['a']");
                    };
            case LIST ->
                    random.nextBoolean()
                            ? feature(name, count, "size(" + read + ")")
                            : feature(name, element, read + "[0]");
            case SINGLE ->
                    switch (random.nextInt(3)) {
                        case 0 -> feature(name, type, read);
                        case 1 -> feature(name, bool, read + " == null");
                        default ->
                                type.element().isFloating()
                                        ? feature(
                                                name,
                                                FeatureType.of(ValueType.FLOAT64),
                                                read + " * request.real")
                                        : feature(name, bool, read + " == " + read);
                    };
        };
    }

    private OnDemandView.Computed feature(String name, FeatureType type, String expression) {
        return new OnDemandView.Computed(
                new FeatureName(name),
                type,
                "",
                Optional.empty(),
                random.nextInt(3) == 0 ? fallback(type) : Optional.empty(),
                Optional.of(new ExpressionText(expression, NOWHERE, "")));
    }

    private static Optional<Object> fallback(FeatureType type) {
        if (type.form() != FeatureType.Form.SINGLE) {
            return Optional.empty();
        }
        return switch (type.element()) {
            case BOOL -> Optional.of(true);
            case INT32 -> Optional.of(-7);
            case INT64 -> Optional.of(Long.MIN_VALUE);
            case FLOAT32 -> Optional.of(0.1f);
            case FLOAT64 -> Optional.of(-0.1);
            case STRING -> Optional.of("it's missing");
            case BYTES, TIMESTAMP -> Optional.empty();
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    public OnDemandView view() {
        return view;
    }

    /// The history's view and the on-demand view.
    public FeatureDefinitions definitions() {
        return definitions;
    }

    /// All its features, for a spine of [#SPINE].
    public JoinedView joined() {
        return JoinedView.of(
                new FeatureUse(VIEW, Map.of("person", "who")),
                view.features().stream().map(OnDemandView.Computed::name).toList());
    }

    /// Random spine rows with the columns of [#SPINE].
    public List<List<@Nullable Object>> spine(int rowCount) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(history.entity());
            row.add(history.chance().instant());
            INPUTS.values().forEach(type -> row.add(random.nextInt(6) == 0 ? null : value(type)));
            rows.add(row);
        }
        return rows;
    }

    private Object value(FeatureType type) {
        if (type.isList()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(random.nextInt(8) == 0 ? null : value(FeatureType.of(type.element())));
            }
            return list;
        }
        return switch (type.element()) {
            case BOOL -> random.nextBoolean();
            case INT32 ->
                    random.nextInt(4) == 0
                            ? Integer.MAX_VALUE - random.nextInt(2)
                            : random.nextInt(5) - 2;
            case INT64 ->
                    random.nextInt(4) == 0
                            ? Long.MAX_VALUE - random.nextInt(2)
                            : random.nextLong(5) - 2;
            case FLOAT32 -> (float) real();
            case FLOAT64 -> real();
            case STRING -> pick(List.of("", "a", "b", "ä€𝄞", "it's"));
            case BYTES -> pick(List.of(new byte[0], new byte[] {0, -1, 65}));
            case TIMESTAMP -> history.chance().instant();
        };
    }

    private double real() {
        return random.nextBoolean()
                ? pick(List.of(0.0, -0.0, 0.1, 1e16, -1e300, 1e-320, Double.NaN, 1.5))
                : random.nextGaussian();
    }

    /// The online values for each spine row at its time, with all events materialized that were
    /// visible then.
    public List<List<@Nullable Object>> online(List<List<@Nullable Object>> spine) {
        return online(spine, ServedFeatureLogger.NONE);
    }

    /// The online values, with a listener.
    public List<List<@Nullable Object>> online(
            List<List<@Nullable Object>> spine, ServedFeatureLogger served) {
        var memory = new MemoryHistory();
        history.events()
                .forEach((entity, events) -> events.forEach(event -> memory.add(entity, event)));
        var store = new MemoryStore();
        var materialization =
                new MaterializationJob(
                        history.view(), definitions, store, memory, MaterializationListener.NONE);
        var online = new StoreFeatureReader(definitions, store, InstantSource.system(), served);
        List<List<@Nullable Object>> read =
                new ArrayList<>(Collections.nCopies(spine.size(), List.of()));
        IntStream.range(0, spine.size())
                .boxed()
                .sorted(Comparator.comparing(row -> (Long) spine.get(row).get(1)))
                .forEach(
                        row -> {
                            Instant at = instant((Long) spine.get(row).get(1));
                            materialization.incremental(at);
                            read.set(row, read(online, at, spine.get(row)));
                        });
        return read;
    }

    private List<@Nullable Object> read(
            StoreFeatureReader online, Instant at, List<@Nullable Object> row) {
        Map<String, List<Object>> fields = new LinkedHashMap<>();
        fields.put("person", Collections.singletonList(row.get(0)));
        INPUTS.forEach(
                (name, type) ->
                        fields.put(
                                name,
                                Collections.singletonList(sent(type, row.get(fields.size() + 1)))));
        FeatureRows rows =
                online.read(
                        FeatureQuery.of(
                                view.features().stream()
                                        .map(feature -> new FeatureReference(VIEW, feature.name()))
                                        .toList(),
                                fields,
                                Optional.of(at)));
        List<@Nullable Object> values = new ArrayList<>();
        for (FeatureValue value : rows.rows().getFirst()) {
            values.add(value.value());
        }
        return values;
    }

    /// The form in a request: numbers as people write them, times as text.
    private @Nullable Object sent(FeatureType type, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case List<?> list -> sent(FeatureType.of(type.element()), list);
            case Integer number -> number.longValue();
            case Float number -> Double.valueOf(number.toString());
            case Long micros when type.element() == ValueType.TIMESTAMP && random.nextBoolean() ->
                    instant(micros).toString();
            default -> value;
        };
    }

    private List<@Nullable Object> sent(FeatureType element, List<?> list) {
        List<@Nullable Object> sent = new ArrayList<>();
        for (Object value : list) {
            sent.add(sent(element, value));
        }
        return sent;
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// Comparable values: bytes as text.
    public static List<@Nullable Object> comparable(List<? extends @Nullable Object> values) {
        List<@Nullable Object> comparable = new ArrayList<>();
        for (Object value : values) {
            comparable.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
        }
        return comparable;
    }

    @Override
    public String toString() {
        return history
                + ", "
                + Arrays.toString(
                        view.features().stream()
                                .map(
                                        feature ->
                                                feature.type()
                                                        + " "
                                                        + feature.expression()
                                                                .map(ExpressionText::text))
                                .toArray());
    }
}

package dev.berth.encoding.text;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.FunctionIsolation;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Token ids, mask and types of each row's text.
final class TokenizeStep implements Step {
    /// The longest context of a tokenizer; a bound for mistyped numbers.
    private static final int LENGTH_MAX = 1 << 20;

    /// The least room: special tokens of a pair take up to four.
    private static final int LENGTH_MIN = 4;

    /// Length to which rows are padded.
    enum Padding {
        LONGEST,
        MAX_LENGTH,
        NONE
    }

    /// Names of the tensors that the step reads and puts.
    ///
    /// @param pairWith the second text's tensor
    /// @param ids where each goes, if anywhere
    record Wiring(
            String from,
            Optional<String> pairWith,
            Optional<String> ids,
            Optional<String> mask,
            Optional<String> types) {}

    /// Lengths of the rows.
    record Lengths(Padding padding, int max, int multipleOf, long paddingId) {}

    private final LimitedTokenizer tokenizer;
    private final Wiring wiring;
    private final Lengths lengths;
    private final BatchLayout rows;
    private final TensorPool pool;

    private TokenizeStep(
            LimitedTokenizer tokenizer, Wiring wiring, Lengths lengths, StepContext context) {
        this.tokenizer = tokenizer;
        this.wiring = wiring;
        this.lengths = lengths;
        this.rows = BatchLayout.of(context);
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        String from = requireText(options, context, "from");
        Optional<String> pairWith =
                options.has("pair-with")
                        ? Optional.of(requireText(options, context, "pair-with"))
                        : Optional.empty();
        Path file = options.requireArtifact("tokenizer");
        int max = options.integer("max-length", 256, LENGTH_MIN, LENGTH_MAX);
        Padding padding = options.choice("padding", Padding.LONGEST);
        int multipleOf = options.integer("pad-to-multiple-of", 1, 1, LENGTH_MAX);
        int paddingId = options.integer("pad-id", -1, 0, Integer.MAX_VALUE);
        boolean special = options.flag("special-tokens", true);
        int maxText =
                options.integer(
                        "max-text",
                        TextLimit.bytesFor(max),
                        TextLimit.BYTES_MIN,
                        TextLimit.BYTES_MAX);
        Wiring wiring = wiring(options, from, pairWith);
        options.requireValid();
        String json = read(options, file);
        TokenizerFile content = parse(options, json);
        var settings = new TokenizerSettings(max, special, pairWith.isPresent());
        TextLimit limit =
                context.isolation().isPresent()
                        ? new TextLimit(maxText)
                        : limitHere(options, content, maxText);
        TextTokenizer tokenizer =
                context.isolation()
                        .map(isolation -> isolated(options, isolation, file, settings, limit))
                        .orElseGet(() -> make(options, json, settings));
        try {
            long id = paddingId >= 0 ? paddingId : content.paddingId();
            return new TokenizeStep(
                    new LimitedTokenizer(
                            tokenizer, limit, max, BatchLayout.of(context), from, pairWith),
                    wiring,
                    new Lengths(padding, max, multipleOf, id),
                    context);
        } catch (RuntimeException failure) {
            tokenizer.close();
            throw refuse(options, failure);
        }
    }

    private static Wiring wiring(Options options, String from, Optional<String> pairWith) {
        Options into = options.section("into");
        var wiring =
                new Wiring(
                        from,
                        pairWith,
                        into.findText("ids"),
                        into.findText("mask"),
                        into.findText("types"));
        if (wiring.ids.isEmpty()) {
            options.error("into", "without 'ids'", "{ids: NAME, mask: NAME, types: NAME}");
        }
        return wiring;
    }

    private static TokenizerFile parse(Options options, String json) {
        try {
            return TokenizerFile.of(json);
        } catch (RuntimeException failure) {
            throw refuse(options, failure);
        }
    }

    /// What can be given to native code of this process without harm to others.
    private static TextLimit limitHere(Options options, TokenizerFile content, int maxText) {
        Optional<String> danger = content.findDanger();
        if (danger.isPresent()) {
            options.error(
                    "tokenizer",
                    "a file with " + danger.get(),
                    "a file that takes a bounded time for every text, or runtime.isolation:"
                            + " process");
            throw options.refusal();
        }
        int most = content.textBytesMax();
        if (options.has("max-text") && maxText > most) {
            options.error(
                    "max-text",
                    String.valueOf(maxText),
                    "at most "
                            + most
                            + ", beyond which the file's patterns may end the process or take long,"
                            + " or runtime.isolation: process");
            throw options.refusal();
        }
        return new TextLimit(Math.min(maxText, most), content.wordBytesMax(), content.separators());
    }

    private static String requireText(Options options, StepContext context, String name) {
        TensorSpec spec = options.requireTensor(name, ElementType.STRING);
        int rank = spec.shape().rank() - (context.batchDimension().isPresent() ? 1 : 0);
        if (!spec.name().isEmpty()
                && rank > 0
                && !isOne(spec.shape().at(spec.shape().rank() - 1))) {
            options.error(name, "tensor " + spec, "one text a record");
        }
        return spec.name();
    }

    private static boolean isOne(Dimension dimension) {
        return dimension instanceof Dimension.Fixed(long size) && size == 1;
    }

    private static String read(Options options, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw refuse(options, failure);
        }
    }

    private static TextTokenizer make(Options options, String json, TokenizerSettings settings) {
        try {
            return Tokenizer.of(json, settings);
        } catch (RuntimeException failure) {
            throw refuse(options, failure);
        }
    }

    private static TextTokenizer isolated(
            Options options,
            FunctionIsolation isolation,
            Path file,
            TokenizerSettings settings,
            TextLimit limit) {
        try {
            return new IsolatedTokenizer(
                    isolation.load(
                            TokenizerFunction.KIND, file, settings.asTexts(), limit.timeMax()));
        } catch (RuntimeException failure) {
            throw refuse(options, failure);
        }
    }

    private static RuntimeException refuse(Options options, Exception failure) {
        options.error(
                "tokenizer",
                "a file that cannot be read: " + failure.getMessage(),
                "a tokenizer.json of the Hugging Face tokenizers library");
        return options.refusal();
    }

    @Override
    public List<TensorSpec> outputs() {
        Dimension sequence =
                lengths.padding == Padding.MAX_LENGTH
                        ? Dimension.fixed(roundUp(lengths.max))
                        : Dimension.dynamic("seq");
        List<TensorSpec> outputs = new ArrayList<>();
        for (Optional<String> name : List.of(wiring.ids, wiring.mask, wiring.types)) {
            name.ifPresent(
                    present ->
                            outputs.add(
                                    new TensorSpec(
                                            present,
                                            ElementType.INT64,
                                            rows.dimensions(sequence))));
        }
        return outputs;
    }

    @Override
    public void apply(NamedTensors tensors) {
        var _ = apply(tensors, () -> true);
    }

    @Override
    public boolean apply(NamedTensors tensors, BooleanSupplier wanted) {
        Tensor texts = tensors.require(wiring.from);
        Tensor pairs = wiring.pairWith.map(tensors::require).orElse(null);
        var tokens = new Tokens[rows.count(texts)];
        int longest = 0;
        for (int row = 0; row < tokens.length; row++) {
            if (row > 0 && !wanted.getAsBoolean()) {
                return false;
            }
            tokens[row] = encode(texts, pairs, row);
            longest = Math.max(longest, tokens[row].count());
        }
        put(tensors, tokens, longest);
        return true;
    }

    private void put(NamedTensors tensors, Tokens[] tokens, int longest) {
        int length = length(tokens, longest);
        LongBuffer ids = put(tensors, wiring.ids, tokens.length, length);
        LongBuffer mask = put(tensors, wiring.mask, tokens.length, length);
        LongBuffer types = put(tensors, wiring.types, tokens.length, length);
        for (int row = 0; row < tokens.length; row++) {
            int start = row * length;
            int count = tokens[row].count();
            write(ids, start, tokens[row].ids(), length, lengths.paddingId);
            write(types, start, tokens[row].types(), length, 0);
            if (mask != null) {
                for (int i = 0; i < length; i++) {
                    mask.put(start + i, i < count ? 1 : 0);
                }
            }
        }
    }

    private Tokens encode(Tensor texts, @Nullable Tensor pairs, int row) {
        return pairs == null
                ? tokenizer.encode(row, texts.element(row))
                : tokenizer.encode(row, texts.element(row), pairs.element(row));
    }

    private int length(Tokens[] tokens, int longest) {
        return switch (lengths.padding) {
            case LONGEST -> roundUp(longest);
            case MAX_LENGTH -> roundUp(lengths.max);
            case NONE -> {
                for (int row = 0; row < tokens.length; row++) {
                    if (tokens[row].count() != longest) {
                        throw rows.failure(
                                "tokenize",
                                row,
                                tokens[row].count()
                                        + " tokens where another row has "
                                        + longest
                                        + " (expected: the same number, without padding)",
                                "send one record a request, or set padding: longest");
                    }
                }
                yield longest;
            }
        };
    }

    private int roundUp(int length) {
        return Math.ceilDiv(length, lengths.multipleOf) * lengths.multipleOf;
    }

    private @Nullable LongBuffer put(
            NamedTensors tensors, Optional<String> name, int count, int length) {
        if (name.isEmpty()) {
            return null;
        }
        Tensor tensor = Tensor.allocate(pool, ElementType.INT64, rows.shape(count, length));
        tensors.put(name.get(), tensor);
        return tensor.data().asLongBuffer();
    }

    private static void write(
            @Nullable LongBuffer target, int start, long[] values, int length, long padding) {
        if (target == null) {
            return;
        }
        target.put(start, values);
        for (int i = values.length; i < length; i++) {
            target.put(start + i, padding);
        }
    }

    @Override
    public long memoryBytes() {
        return tokenizer.memoryBytes();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

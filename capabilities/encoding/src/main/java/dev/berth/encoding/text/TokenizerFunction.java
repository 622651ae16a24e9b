package dev.berth.encoding.text;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.NativeFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A tokenizer as a function: the tokens of one record's text, or pair of texts.
public final class TokenizerFunction implements NativeFunction {
    /// The name by which a step requests it.
    public static final String KIND = "tokenizer";

    private static final TensorSpec TEXT = spec("text", ElementType.STRING, Dimension.fixed(1));

    /// One, or none for a text that is tokenised alone.
    private static final TensorSpec PAIR =
            spec("pair", ElementType.STRING, Dimension.dynamic("pairs"));

    private static final List<TensorSpec> OUTPUTS =
            List.of(
                    spec("ids", ElementType.INT64, Dimension.dynamic("tokens")),
                    spec("types", ElementType.INT64, Dimension.dynamic("tokens")));

    private final Tokenizer tokenizer;
    private final boolean pairs;
    private final TensorPool pool;

    private TokenizerFunction(Tokenizer tokenizer, boolean pairs, TensorPool pool) {
        this.tokenizer = tokenizer;
        this.pairs = pairs;
        this.pool = pool;
    }

    /// The function of a file.
    ///
    /// @param file a `tokenizer.json`
    /// @param settings as the step has written them
    /// @param pool where the outputs come from
    /// @throws RuntimeException if the library refuses the file
    public static TokenizerFunction load(Path file, Map<String, String> settings, TensorPool pool)
            throws IOException {
        TokenizerSettings read = TokenizerSettings.read(settings);
        return new TokenizerFunction(
                Tokenizer.of(Files.readString(file), read), read.pairs(), pool);
    }

    private static TensorSpec spec(String name, ElementType type, Dimension dimension) {
        return new TensorSpec(name, type, DeclaredShape.of(dimension));
    }

    @Override
    public List<TensorSpec> inputs() {
        return pairs ? List.of(TEXT, PAIR) : List.of(TEXT);
    }

    @Override
    public List<TensorSpec> outputs() {
        return OUTPUTS;
    }

    @Override
    public List<Tensor> compute(List<Tensor> inputs) {
        String text = inputs.getFirst().text(0);
        Tokens tokens =
                inputs.size() > 1 && inputs.get(1).shape().elementCount() > 0
                        ? tokenizer.encode(text, inputs.get(1).text(0))
                        : tokenizer.encode(text);
        Shape shape = Shape.of(tokens.count());
        Tensor ids = Tensor.ofLongs(pool, shape, tokens.ids());
        try {
            return List.of(ids, Tensor.ofLongs(pool, shape, tokens.types()));
        } catch (RuntimeException | Error e) {
            ids.close();
            throw e;
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

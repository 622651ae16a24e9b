package dev.berth.cards.schema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Schema of a form that others publish, checked by a complete validator.
public final class PublishedSchema {
    private final com.networknt.schema.Schema schema;

    private PublishedSchema(com.networknt.schema.Schema schema) {
        this.schema = schema;
    }

    /// The schema of a resource.
    ///
    /// @param owner the class that finds it
    public static PublishedSchema of(Class<?> owner, String resource) {
        try (InputStream in =
                Objects.requireNonNull(owner.getResourceAsStream(resource), resource)) {
            return new PublishedSchema(
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                            .getSchema(
                                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                                    InputFormat.JSON));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is wrong with a value, a message each.
    public List<String> errors(@Nullable Object value) {
        return schema.validate(JsonValues.text(value), InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}

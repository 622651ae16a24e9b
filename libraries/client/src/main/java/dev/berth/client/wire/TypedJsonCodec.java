package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Codec of records over the typed JSON API. A single record is sent as a list, which cannot be
/// confused with a field name.
public final class TypedJsonCodec implements ProtocolCodec<List<Map<String, @Nullable Object>>> {
    /// Fits most requests without growing.
    private static final int BODY_BYTES = 512;

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final WireRequest request;
    private final int count;

    /// Encodes a call with these records.
    ///
    /// @throws ProblemException `value-invalid` if a value's class has no JSON form
    public TypedJsonCodec(ModelPath path, List<? extends Map<String, ?>> records) {
        this.request =
                WireRequest.post(
                        path.typed(),
                        Map.of("content-type", "application/json"),
                        JsonValues.bytes(Map.of("records", records), BODY_BYTES));
        this.count = records.size();
    }

    @Override
    public WireRequest request() {
        return request;
    }

    @Override
    public Map<String, String> timeout(long remainingNanos) {
        return Timeouts.http(remainingNanos);
    }

    @Override
    public AttemptResult<List<Map<String, @Nullable Object>>> read(
            WireResponse answer, Address server) {
        if (answer.status() != 200) {
            return new AttemptResult.Failed<>(ServerProblems.ofHttp(answer, server));
        }
        return new AttemptResult.Answered<>(records(answer), annotations(answer), version(answer));
    }

    private List<Map<String, @Nullable Object>> records(WireResponse answer) {
        if (!(JsonValues.read(answer.body().getBytes()) instanceof Map<?, ?> body)
                || !(body.get("records") instanceof List<?> list)
                || list.size() != count) {
            throw unexpected("no list 'records' of " + count);
        }
        List<Map<String, @Nullable Object>> records = new ArrayList<>(count);
        for (Object element : list) {
            records.add(record(element));
        }
        return Collections.unmodifiableList(records);
    }

    // A map from JsonValues has text keys.
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> record(@Nullable Object element) {
        if (element instanceof Map<?, ?> fields) {
            return (Map<String, @Nullable Object>) fields;
        }
        throw unexpected("a record that is no object");
    }

    private static ProblemException unexpected(String what) {
        return new ProblemException(ProblemCode.REQUEST_MALFORMED, what, "");
    }

    static List<String> annotations(WireResponse answer) {
        return answer.header("berth-annotations")
                .map(TypedJsonCodec::annotations)
                .orElse(List.of());
    }

    static List<String> annotations(String listed) {
        return listed.isBlank() ? List.of() : List.of(COMMA.split(listed.strip()));
    }

    static Optional<String> version(WireResponse answer) {
        return answer.header("berth-endpoint-version")
                .or(() -> answer.header("berth-model-version"));
    }
}

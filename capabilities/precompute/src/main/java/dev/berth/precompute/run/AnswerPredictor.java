package dev.berth.precompute.run;

import static java.util.Objects.requireNonNull;

import dev.berth.core.Problem;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.precomputed.PrecomputableEndpoint;
import dev.berth.endpoint.precomputed.PrecomputedQuery;
import dev.berth.features.online.OnlineStore;
import dev.berth.precompute.key.UserKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.snapshot.AnswerRow;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.Subject;
import dev.berth.serving.BlockingPredictor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/// Predictor whose prediction of a record is the row of a snapshot: its key and its value, both
/// bytes. Thread-safe.
///
/// Answers are those of the endpoint, computed; where a snapshot before has the answer to the same
/// inputs, it is taken from there. Rows of an endpoint with `encrypt-by` are encrypted before they
/// leave it, so that no file of a run has an answer that can be read.
final class AnswerPredictor implements RecordPredictor {
    /// Columns of what it gives.
    static final String KEY = "answer_key";

    static final String VALUE = "answer_value";

    private static final DeclaredShape ONE = DeclaredShape.of(new Dimension.Dynamic("N"));

    private final Endpoints endpoints;
    private final PrecomputableEndpoint endpoint;
    private final TensorPool pool;
    private final Optional<UserKeys> keys;
    private final Optional<OnlineStore> before;
    private final BlockingPredictor calls = new BlockingPredictor();
    private final AtomicLong reused = new AtomicLong();

    /// @param keys of users; empty if answers are not encrypted
    /// @param before snapshot of the same fingerprint; empty to compute every answer
    AnswerPredictor(
            Endpoints endpoints,
            PrecomputableEndpoint endpoint,
            TensorPool pool,
            Optional<UserKeys> keys,
            Optional<OnlineStore> before) {
        this.endpoints = endpoints;
        this.endpoint = endpoint;
        this.pool = pool;
        this.keys = keys;
        this.before = before;
    }

    /// What the key and the inputs of a record are in a snapshot.
    private static final class RowKey implements AutoCloseable {
        private final byte[] name;
        private final byte[] inputs;
        private final NamedTensors key;
        private final Optional<UserKey> user;

        /// @param key fields of an encrypted row; none of others
        RowKey(byte[] name, byte[] inputs, NamedTensors key, Optional<UserKey> user) {
            this.name = name;
            this.inputs = inputs;
            this.key = key;
            this.user = user;
        }

        byte[] name() {
            return name;
        }

        byte[] inputs() {
            return inputs;
        }

        NamedTensors key() {
            return key;
        }

        Optional<UserKey> user() {
            return user;
        }

        @Override
        public void close() {
            key.close();
        }
    }

    @Override
    public Subject subject() {
        return new Subject(
                Subject.Kind.ENDPOINT,
                endpoint.name().value(),
                endpoint.fingerprint().substring(0, endpoint.fingerprint().indexOf(';')));
    }

    /// The fingerprint, as a job is continued with the same alone.
    @Override
    public String modelSha256() {
        return endpoint.fingerprint();
    }

    @Override
    public Signature signature() {
        Signature signature = endpoint.signature();
        return new Signature(
                signature.batchDimension(),
                signature.inputs(),
                List.of(
                        Field.of(KEY, ElementType.BYTES, ONE),
                        Field.of(VALUE, ElementType.BYTES, ONE)));
    }

    /// Answers that were taken from the snapshot before.
    long reusedCount() {
        return reused.get();
    }

    @Override
    public List<Map<String, @Nullable Object>> predict(
            List<Map<String, @Nullable Object>> records) {
        List<RowKey> rows = keys(records);
        try {
            return predict(records, rows);
        } finally {
            rows.forEach(RowKey::close);
        }
    }

    private List<Map<String, @Nullable Object>> predict(
            List<Map<String, @Nullable Object>> records, List<RowKey> rows) {
        List<byte @Nullable []> values = new ArrayList<>(records.size());
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            byte[] known = find(rows.get(i));
            values.add(known);
            if (known == null) {
                missing.add(i);
            }
        }
        reused.addAndGet((long) records.size() - missing.size());
        List<byte[]> computed = compute(missing.stream().map(records::get).toList(), missing, rows);
        for (int i = 0; i < missing.size(); i++) {
            values.set(missing.get(i), computed.get(i));
        }
        List<Map<String, @Nullable Object>> predictions = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            RowKey row = rows.get(i);
            byte[] plain = requireNonNull(values.get(i));
            Map<String, @Nullable Object> prediction = HashMap.newHashMap(2);
            prediction.put(KEY, row.name());
            prediction.put(
                    VALUE, row.user().map(user -> user.encrypt(plain, row.name())).orElse(plain));
            predictions.add(prediction);
        }
        return predictions;
    }

    private List<RowKey> keys(List<Map<String, @Nullable Object>> records) {
        List<NamedTensors> all = new ArrayList<>();
        try {
            for (Map<String, @Nullable Object> record : records) {
                all.add(MapRecordCodec.toTensors(endpoint.signature(), record, pool));
            }
            Map<String, UserKey> users = users(all);
            return all.stream().map(tensors -> key(tensors, users)).toList();
        } finally {
            all.forEach(NamedTensors::close);
        }
    }

    /// The keys of the users of these records; none if answers are not encrypted.
    private Map<String, UserKey> users(List<NamedTensors> records) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Set<String> users = new LinkedHashSet<>();
        records.forEach(record -> users.add(user(record)));
        return keys.get().require(users);
    }

    private String user(NamedTensors record) {
        return PrecomputedQuery.user(record.require(endpoint.policy().encryptBy().orElseThrow()));
    }

    private RowKey key(NamedTensors record, Map<String, UserKey> users) {
        byte[] key = PrecomputedQuery.bytes(endpoint.keys().stream().map(record::require).toList());
        byte[] inputs = inputs(record);
        var fields = new NamedTensors();
        if (keys.isEmpty()) {
            return new RowKey(AnswerRow.key(key), inputs, fields, Optional.empty());
        }
        UserKey user = requireNonNull(users.get(user(record)));
        for (String name : endpoint.keys()) {
            fields.put(name, record.require(name).share());
        }
        return new RowKey(user.name(key), inputs, fields, Optional.of(user));
    }

    private byte[] inputs(NamedTensors record) {
        return AnswerRow.digest(
                PrecomputedQuery.bytes(
                        endpoint.signature().inputs().stream()
                                .map(field -> record.require(field.name()))
                                .toList()));
    }

    /// The value of the snapshot before, if its inputs are the same.
    private byte @Nullable [] find(RowKey row) {
        byte[] value = before.isEmpty() ? null : before.get().read(row.name());
        if (value == null) {
            return null;
        }
        byte[] plain = value;
        if (row.user().isPresent()) {
            try {
                plain = row.user().get().decrypt(value, row.name());
            } catch (AEADBadTagException e) {
                return null;
            }
        }
        return AnswerRow.isOfInputs(plain, row.inputs()) ? plain : null;
    }

    /// @param places of the records among the rows
    private List<byte[]> compute(
            List<Map<String, @Nullable Object>> records, List<Integer> places, List<RowKey> rows) {
        if (records.isEmpty()) {
            return List.of();
        }
        List<byte[]> values = new ArrayList<>();
        try (Lease lease = endpoints.acquireLive(endpoint.name())) {
            lease.limit().require(records.size());
            BlockingPredictor.Gathered gathered = calls.predictEach(lease, records, pool);
            try {
                for (Problem problem : gathered.problems().values()) {
                    throw problem.asException();
                }
                for (int i = 0; i < records.size(); i++) {
                    Prediction prediction = requireNonNull(gathered.predictions().get(i));
                    values.add(
                            AnswerRow.value(
                                    rows.get(places.get(i)).inputs(),
                                    prediction.outputs(),
                                    prediction.annotations(),
                                    rows.get(places.get(i)).key()));
                }
            } finally {
                for (Prediction prediction : gathered.predictions()) {
                    if (prediction != null) {
                        prediction.close();
                    }
                }
            }
        }
        return values;
    }

    /// The value of a record by itself, in plain.
    byte[] valueOf(Map<String, Object> record) {
        byte[] inputs;
        try (NamedTensors tensors = MapRecordCodec.toTensors(endpoint.signature(), record, pool)) {
            inputs = inputs(tensors);
        }
        try (var row =
                new RowKey(AnswerRow.defaultKey(), inputs, new NamedTensors(), Optional.empty())) {
            return compute(List.of(new HashMap<>(record)), List.of(0), List.of(row)).getFirst();
        }
    }
}

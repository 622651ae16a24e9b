package dev.berth.protocol.record;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.FieldColumnBuilder;
import dev.berth.core.record.FieldViolations;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.record.RecordBuilder;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonScanner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Incremental parser of one `:predict` body.
final class PredictRequestParser {
    private static final String SIGNATURE_NAME = "signature_name";
    private static final String ROOT = "$";
    private static final String RECORDS = "records";

    private final Signature signature;
    private final JsonKeys fields;
    private final RequestLimit limit;
    private final JsonScanner scanner;
    private RecordBuilder builder;
    private final FieldValueReader values;
    private final int start;

    PredictRequestParser(
            Signature signature,
            JsonKeys fields,
            RequestLimit limit,
            byte[] body,
            int start,
            int end) {
        this.signature = signature;
        this.fields = fields;
        this.limit = limit;
        this.scanner = new JsonScanner(body, start, end);
        this.builder = new RecordBuilder(signature);
        this.values = new FieldValueReader(scanner);
        this.start = start;
    }

    RecordRequest read(TensorPool pool) {
        PredictBodyFormat form = findForm();
        switch (form) {
            case SINGLE -> readRecord(ROOT);
            case RECORDS -> readMember(RECORDS, this::readRecords);
            case INSTANCES -> readMember("instances", this::readInstances);
            case INPUTS -> readMember("inputs", this::readColumns);
        }
        scanner.end();
        return new RecordRequest(form, builder.toTensors(pool));
    }

    /// Reads records of which each has its own violations.
    PartialRequest readEach(TensorPool pool) {
        // Here `records` are records even where a field has that name.
        if (findForm() != PredictBodyFormat.RECORDS && signature.findInput(RECORDS).isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "a partial answer was requested, and the body has no 'records'",
                    "send {\"records\": [...]}, or ask for the whole answer");
        }
        RecordBuilder outer = builder;
        List<PartialRequest.Entry> entries = new ArrayList<>();
        try {
            readMember(
                    RECORDS,
                    () -> {
                        scanner.beginArray();
                        var violations = new FieldViolations();
                        for (int i = 0; scanner.nextElement(); i++) {
                            limit.requireRoomAfter(i);
                            entries.add(readEntry(ROOT + ".records[" + i + "]", violations, pool));
                            violations = violations.next();
                        }
                        builder = outer;
                    });
            scanner.end();
            if (!outer.violations().isEmpty()) {
                throw outer.violations().asProblem().asException();
            }
            return new PartialRequest(entries);
        } catch (RuntimeException | Error e) {
            PartialRequest.close(entries);
            throw e;
        }
    }

    private PartialRequest.Entry readEntry(
            String place, FieldViolations violations, TensorPool pool) {
        builder = new RecordBuilder(signature, violations);
        readRecord(place);
        return builder.violations().isEmpty()
                ? new PartialRequest.Valid(builder.toTensors(pool).getFirst())
                : new PartialRequest.Invalid(builder.violations().asProblem());
    }

    /// Checks the first name of the top level, which determines the form: a field's means a record.
    private PredictBodyFormat findForm() {
        scanner.beginObject();
        PredictBodyFormat form = PredictBodyFormat.SINGLE;
        boolean found = false;
        while (!found && scanner.nextMember()) {
            found = scanner.key(fields) != JsonKeys.UNKNOWN;
            if (!found) {
                Optional<PredictBodyFormat> named = form(scanner.lastText());
                found = named.isPresent();
                if (found) {
                    form = named.get();
                } else {
                    scanner.skip();
                }
            }
        }
        if (found) {
            scanner.leaveObjectTo(start);
        } else {
            scanner.end();
            scanner.moveTo(start);
        }
        return form;
    }

    private static Optional<PredictBodyFormat> form(String member) {
        return switch (member) {
            case RECORDS -> Optional.of(PredictBodyFormat.RECORDS);
            case "instances" -> Optional.of(PredictBodyFormat.INSTANCES);
            case "inputs" -> Optional.of(PredictBodyFormat.INPUTS);
            default -> Optional.empty();
        };
    }

    /// Reads the object around the records; besides them it may have `signature_name`.
    private void readMember(String name, Runnable read) {
        boolean seen = false;
        scanner.beginObject();
        while (scanner.nextMember()) {
            String member = scanner.key();
            if (member.equals(name)) {
                if (seen) {
                    throw scanner.duplicate(name);
                }
                seen = true;
                read.run();
            } else {
                if (!member.equals(SIGNATURE_NAME)) {
                    builder.violations()
                            .add(ROOT + "." + member, "an unknown member", "'" + name + "' alone");
                }
                scanner.skip();
            }
        }
    }

    private void readRecords() {
        scanner.beginArray();
        for (int i = 0; scanner.nextElement(); i++) {
            limit.requireRoomAfter(i);
            readRecord(ROOT + ".records[" + i + "]");
        }
    }

    private void readInstances() {
        scanner.beginArray();
        for (int i = 0; scanner.nextElement(); i++) {
            limit.requireRoomAfter(i);
            String place = ROOT + ".instances[" + i + "]";
            if (isBareValue()) {
                FieldColumnBuilder column = builder.column(0);
                column.beginRecord(place);
                values.read(column);
                column.endRecord();
                builder.endRecord(place);
            } else {
                readRecord(place);
            }
        }
    }

    /// Whether a value stands for the only input: it is no object with a field's name. An object
    /// `{"b64": ...}` is a value too.
    private boolean isBareValue() {
        if (signature.inputs().size() != 1) {
            return false;
        }
        if (scanner.peek() != JsonScanner.Kind.OBJECT) {
            return true;
        }
        int position = scanner.position();
        scanner.beginObject();
        boolean wrapped = scanner.nextMember() && scanner.key(FieldValueReader.BASE64) == 0;
        scanner.leaveObjectTo(position);
        return wrapped && signature.findInput("b64").isEmpty();
    }

    private void readRecord(String place) {
        if (scanner.peek() != JsonScanner.Kind.OBJECT) {
            builder.violations()
                    .add(place, scanner.excerpt(), "an object with the fields of a record");
            return;
        }
        var seen = new BitSet();
        scanner.beginObject();
        while (scanner.nextMember()) {
            int index = scanner.key(fields);
            if (index == JsonKeys.UNKNOWN) {
                MapRecordCodec.addUnknown(
                        builder.violations(), place, scanner.lastText(), signature);
                scanner.skip();
            } else if (seen.get(index)) {
                builder.violations()
                        .add(
                                place + "." + fields.name(index),
                                "the field again",
                                "each field once");
                scanner.skip();
            } else {
                seen.set(index);
                FieldColumnBuilder column = builder.column(index);
                column.beginRecord(place + "." + fields.name(index));
                values.read(column);
                column.endRecord();
            }
        }
        builder.endRecord(place);
    }

    /// Reads `inputs`: a value with one more dimension than a record's for each input, or for the
    /// only one.
    private void readColumns() {
        String root = ROOT + ".inputs";
        if (isBareValue()) {
            readColumn(0, root);
        } else {
            var seen = new BitSet();
            scanner.beginObject();
            while (scanner.nextMember()) {
                int index = scanner.key(fields);
                if (index == JsonKeys.UNKNOWN) {
                    MapRecordCodec.addUnknown(
                            builder.violations(), root, scanner.lastText(), signature);
                    scanner.skip();
                } else if (seen.get(index)) {
                    throw scanner.duplicate(fields.name(index));
                } else {
                    seen.set(index);
                    readColumn(index, root + "." + fields.name(index));
                }
            }
        }
        builder.endColumns(root);
    }

    private void readColumn(int index, String place) {
        FieldColumnBuilder column = builder.column(index);
        if (!signature.isBatched()) {
            column.beginRecord(place);
            values.read(column);
            column.endRecord();
            return;
        }
        if (scanner.peek() != JsonScanner.Kind.ARRAY) {
            builder.violations()
                    .add(place, scanner.excerpt(), "an array with a value for each record");
            return;
        }
        scanner.beginArray();
        for (int i = 0; scanner.nextElement(); i++) {
            limit.requireRoomAfter(i);
            column.beginRecord(place + "[" + i + "]");
            values.read(column);
            column.endRecord();
        }
    }
}

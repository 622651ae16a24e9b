package dev.berth.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One JSON object per event: `time`, `level`, `logger`, `thread`, `message`, the members of its
/// [Fields], `stack`.
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var sink = new ByteSink(256);
        var json = new JsonWriter(sink);
        json.beginObject();
        json.name("time").string(Instant.ofEpochMilli(event.getTimeStamp()).toString());
        json.name("level").string(event.getLevel().toString());
        json.name("logger").string(event.getLoggerName());
        json.name("thread").string(event.getThreadName());
        json.name("message").string(event.getFormattedMessage());
        writeFields(json, event.getArgumentArray());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            json.name("stack").string(ThrowableProxyUtil.asString(thrown));
        }
        json.endObject();
        sink.put((byte) '\n');
        return sink.toBytes();
    }

    private static void writeFields(JsonWriter json, Object @Nullable [] arguments) {
        if (arguments == null) {
            return;
        }
        for (Object argument : arguments) {
            if (argument instanceof Fields fields) {
                fields.fields().forEach((name, value) -> json.name(name).plain(value));
            }
        }
    }
}

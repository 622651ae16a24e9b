package dev.berth.server.http;

import dev.berth.features.online.FeatureRows;
import dev.berth.protocol.feature.FeastRequestReader;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.protocol.feature.FeatureRequestReader;
import dev.berth.protocol.json.ByteSink;
import dev.berth.server.feature.FeastResponseWriter;
import dev.berth.server.feature.FeatureRowsWriter;
import dev.berth.server.feature.SelectedFeatures;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A form of feature requests and their responses.
///
/// @param naming names the columns of a request
/// @param writer makes what writes an answer
record ReadForm(
        Parser parser,
        BiFunction<FeatureRequest, SelectedFeatures, FeatureRequest> naming,
        BiFunction<FeatureRequest, SelectedFeatures, Function<FeatureRows, ByteSink>> writer) {
    /// Of Feast's server.
    static final ReadForm FEAST =
            new ReadForm(
                    FeastRequestReader::read,
                    (request, wanted) -> wanted.byJoinKeys(request),
                    (request, wanted) -> new FeastResponseWriter(request, wanted)::json);

    /// Of `/v1/features:read`.
    static final ReadForm ROWS =
            new ReadForm(
                    FeatureRequestReader::read,
                    (request, wanted) -> request,
                    (request, wanted) -> new FeatureRowsWriter(request, wanted)::json);

    /// Reads a part of an array.
    interface Parser {
        /// Reads one request.
        ///
        /// @throws dev.berth.core.ProblemException `request-malformed`, or as the request has it
        FeatureRequest read(byte[] bytes, int offset, int length);
    }

    FeatureRequest read(ByteBuffer body) {
        return parser.read(body.array(), body.arrayOffset() + body.position(), body.remaining());
    }
}

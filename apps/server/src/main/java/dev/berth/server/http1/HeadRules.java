package dev.berth.server.http1;

import dev.berth.core.SanitizedText;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Semantic rules of HTTP for the head of a request, for the requests that [RequestHead] leaves to
/// Netty. Ambiguous heads are rejected: two servers that read one differently make request
/// smuggling possible.
///
/// Source: RFC 9110, sections 2.5, 7.2, 7.8 and 10.1.1; RFC 9112, sections 3.2 and 6.
final class HeadRules {
    private static final int BAD_REQUEST = 400;
    private static final int EXPECTATION_FAILED = 417;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int VERSION_NOT_SUPPORTED = 505;

    private static final String CHUNKED = "chunked";
    private static final String CONTINUE = "100-continue";

    /// A name or an address of IPv4, or one of IPv6 in brackets, and a port; or nothing at all.
    private static final Pattern HOST =
            Pattern.compile("([\\w.~%!$&'()*+,;=-]*|\\[[0-9A-Fa-fv:.%\\w~-]+])(:\\d*)?");

    private HeadRules() {}

    /// The version that a request is read as: a later one of the same major version as 1.1.
    static HttpVersion read(HttpVersion version) {
        return version.majorVersion() == 1 && version.minorVersion() > 1
                ? HttpVersion.HTTP_1_1
                : version;
    }

    /// What is wrong with a head; null if nothing is.
    ///
    /// @param request also one of which Netty says that it cannot be read, whose headers may lack
    static @Nullable RequestFault fault(HttpRequest request) {
        if (request.protocolVersion().majorVersion() != 1) {
            return new RequestFault(
                    VERSION_NOT_SUPPORTED,
                    "the version is "
                            + SanitizedText.of(request.protocolVersion().text())
                            + " (expected: HTTP/1.1 or HTTP/1.0)",
                    "send HTTP/1.1, or begin HTTP/2 with its own preface in place of a request"
                            + " line");
        }
        RequestFault fault = lengthFault(request);
        if (fault != null || request.decoderResult().isFailure()) {
            return fault;
        }
        fault = hostFault(request);
        return fault == null ? expectFault(request) : fault;
    }

    /// Removes upgrades other than those to WebSockets, which are never done, so that nothing
    /// passes a proxy unseen, and the expectation of a 100 from a request of 1.0, which has none.
    static void disregard(HttpRequest request) {
        if (!opensSocket(request)) {
            request.headers().remove(HttpHeaderNames.UPGRADE);
        }
        if (isVersion10(request)) {
            request.headers().remove(HttpHeaderNames.EXPECT);
        }
    }

    /// Source: RFC 6455, section 4.2.1.
    private static boolean opensSocket(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return HttpMethod.GET.equals(request.method())
                && !isVersion10(request)
                && headers.getAll(HttpHeaderNames.UPGRADE).size() == 1
                && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(
                        headers.get(HttpHeaderNames.UPGRADE))
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    private static boolean isVersion10(HttpRequest request) {
        return request.protocolVersion().minorVersion() == 0;
    }

    private static @Nullable RequestFault lengthFault(HttpRequest request) {
        HttpHeaders headers = request.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (codings.isEmpty()) {
            return lengths.size() > 1 || (lengths.size() == 1 && lengths.getFirst().contains(","))
                    ? new RequestFault(
                            BAD_REQUEST,
                            "Content-Length is given "
                                    + SanitizedText.of(String.join(", ", lengths))
                                    + " (expected: once)",
                            "send the length of the body once")
                    : null;
        }
        if (!lengths.isEmpty()) {
            return new RequestFault(
                    BAD_REQUEST,
                    "Content-Length stands beside Transfer-Encoding, which say two different"
                            + " things of where the body ends (expected: one of them)",
                    "leave out Content-Length, or send the body in one piece without"
                            + " Transfer-Encoding");
        }
        if (isVersion10(request)) {
            return new RequestFault(
                    BAD_REQUEST,
                    "Transfer-Encoding in a request of HTTP/1.0, which has none (expected:"
                            + " Content-Length)",
                    "send the length of the body, or HTTP/1.1");
        }
        String coding = String.join(", ", codings).strip();
        return coding.equalsIgnoreCase(CHUNKED)
                ? null
                : new RequestFault(
                        NOT_IMPLEMENTED,
                        "Transfer-Encoding is '"
                                + SanitizedText.of(coding)
                                + "' (expected: chunked)",
                        "name the compression of a body in Content-Encoding");
    }

    private static @Nullable RequestFault hostFault(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            return isVersion10(request)
                    ? null
                    : new RequestFault(
                            BAD_REQUEST,
                            "a request of HTTP/1.1 without Host (expected: one)",
                            "send Host with the name and port of the server");
        }
        if (hosts.size() > 1) {
            return new RequestFault(
                    BAD_REQUEST,
                    hosts.size() + " Host headers (expected: one)",
                    "send the name and port of one server");
        }
        return HOST.matcher(hosts.getFirst()).matches()
                ? null
                : new RequestFault(
                        BAD_REQUEST,
                        "Host is '"
                                + SanitizedText.of(hosts.getFirst())
                                + "' (expected: a name or address, and a port)",
                        "send Host with the name and port of the server");
    }

    private static @Nullable RequestFault expectFault(HttpRequest request) {
        for (String expected : request.headers().getAll(HttpHeaderNames.EXPECT)) {
            if (!isVersion10(request) && !expected.strip().equalsIgnoreCase(CONTINUE)) {
                return new RequestFault(
                        EXPECTATION_FAILED,
                        "Expect is '" + SanitizedText.of(expected) + "' (expected: 100-continue)",
                        "leave the header out");
            }
        }
        return null;
    }
}

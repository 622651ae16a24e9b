package dev.berth.server.http;

import dev.berth.contribution.Page;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;

/// The routes of pages: those that ship with the server and those that capabilities bring.
final class PageRoutes {
    /// Where the first page is.
    private static final String HOME = "/";

    private PageRoutes() {}

    static List<Route> of(List<Page> pages) {
        return pages.stream().map(PageRoutes::route).toList();
    }

    private static Route route(Page page) {
        return Route.get(
                page.path(),
                RouteAuthorizer::everyone,
                page.path().equals(HOME)
                        ? (exchange, body) -> answerHome(exchange, page)
                        : (exchange, body) -> answer(exchange, page));
    }

    /// The first page, or for a caller that prefers JSON whether the server is alive.
    ///
    /// Source: KServe's v1 protocol, "Liveness".
    private static void answerHome(HttpServerExchange exchange, Page page) {
        if (AcceptHeader.prefersJson(exchange.request().header(HttpHeaders.ACCEPT), "text/html")) {
            var sink = new ByteSink(32);
            new JsonWriter(sink).beginObject().name("status").string("alive").endObject();
            exchange.answer(HttpServerExchange.JSON, sink);
        } else {
            answer(exchange, page);
        }
    }

    private static void answer(HttpServerExchange exchange, Page page) {
        exchange.header("cache-control", "no-cache");
        exchange.header("x-content-type-options", "nosniff");
        exchange.header(
                "content-security-policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        exchange.answer(
                page.contentType(),
                BufferInternal.buffer(Unpooled.wrappedBuffer(page.content().duplicate())));
    }
}

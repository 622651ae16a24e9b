/// The OpenAPI 3.1 document of what the server offers, written from signatures.
///
/// Start reading at [dev.berth.protocol.openapi.OpenApiDocument]. Deliberately absent: a page that
/// shows it, which the server has.
@NullMarked
package dev.berth.protocol.openapi;

import org.jspecify.annotations.NullMarked;

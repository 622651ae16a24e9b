/// The reader of `berth.yaml`: models to serve, consumers, token issuers and remote servers.
///
/// Start reading at [dev.berth.catalog.settings.SystemReader].
@NullMarked
package dev.berth.catalog.settings;

import org.jspecify.annotations.NullMarked;

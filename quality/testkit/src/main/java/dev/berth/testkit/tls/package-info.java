/// Certificates for tests of TLS: [dev.berth.testkit.tls.Certificates].
@NullMarked
package dev.berth.testkit.tls;

import org.jspecify.annotations.NullMarked;

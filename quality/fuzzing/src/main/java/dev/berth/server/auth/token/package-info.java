/// A window into the server's package of tokens for the fuzzer.
@NullMarked
package dev.berth.server.auth.token;

import org.jspecify.annotations.NullMarked;

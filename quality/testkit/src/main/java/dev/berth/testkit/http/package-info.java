/// Calls over HTTP from tests: [dev.berth.testkit.http.HttpCalls].
@NullMarked
package dev.berth.testkit.http;

import org.jspecify.annotations.NullMarked;

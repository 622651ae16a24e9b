/// Code that others bring, for tests of what loads it: [dev.berth.testkit.compiled.ProviderJar].
@NullMarked
package dev.berth.testkit.compiled;

import org.jspecify.annotations.NullMarked;

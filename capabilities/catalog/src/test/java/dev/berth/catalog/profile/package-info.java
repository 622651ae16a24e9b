@NullMarked
package dev.berth.catalog.profile;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.berth.catalog.replicas;

import org.jspecify.annotations.NullMarked;

package dev.berth.features.online;

class MemoryStoreUnderLoadTest extends StoreUnderLoadContract {
    @Override
    protected OnlineStore open() {
        return new MemoryStore();
    }

    @Override
    protected boolean lasts() {
        return false;
    }
}

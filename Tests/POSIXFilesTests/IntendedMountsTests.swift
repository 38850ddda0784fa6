import POSIXFiles
import Testing

@Suite("What is to be mounted where")
struct IntendedMountsTests {
    @Test("Each entry with a place is known, whatever its options")
    func entries() {
        let intended = IntendedMounts(
            parsing: """
                # /etc/fstab: static file system information.
                UUID=1234 /               ext4    errors=remount-ro 0       1
                UUID=5678\tnone\tswap\tsw\t0\t0

                  #server:/old /mnt/old nfs defaults 0 0
                server:/export /mnt/two\\040words/ nfs4 noauto,x-systemd.automount 0 0
                  /dev/sdb1  /data//disk  xfs
                /data/disk/lab /srv/lab none bind
                lonely
                """)
        #expect(intended.points == ["/mnt/two words", "/data/disk", "/srv/lab"])
    }

    @Test("A machine without the file intends nothing")
    func absent() {
        #expect(IntendedMounts(path: "/nowhere/fstab").points.isEmpty)
    }
}

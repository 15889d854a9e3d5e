package filesystem

import "testing"

func TestNetworkFileSystemsAreRecognised(t *testing.T) {
	for name, magic := range map[string]uint32{
		"nfs": 0x6969, "smb": 0x517b, "cifs": 0xff534d42, "smb2": 0xfe534d42, "fuse": 0x65735546, "9p": 0x01021997,
	} {
		if !isNetworkMagic(magic) {
			t.Errorf("%s passed", name)
		}
	}
	for name, magic := range map[string]uint32{"ext4": 0xef53, "btrfs": 0x9123683e, "tmpfs": 0x01021994, "overlay": 0x794c7630, "xfs": 0x58465342} {
		if isNetworkMagic(magic) {
			t.Errorf("%s was refused", name)
		}
	}
}

package personr_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/jpeg"

	"dossier/flows/foreign"
	"dossier/personr"
	"dossier/personr/sandbox"
)

// One picture is uploaded to a service on this computer. Release is where the
// caller records that the last byte may leave.
func ExampleClient_UploadDocument() {
	service := sandbox.New(sandbox.Config{Applicants: []sandbox.Applicant{{ID: "1001x2002"}}, Blind: true})
	defer service.Close()
	server, err := service.Listen("127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := personr.NewToken("a-token-of-the-workspace")
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := personr.New(personr.Config{BaseURL: server.BaseURL(), Token: token})
	if err != nil {
		fmt.Println(err)
		return
	}
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		fmt.Println(err)
		return
	}

	outcome := client.UploadDocument(context.Background(), personr.Document{
		ApplicantID: "1001x2002", DocType: "PASSPORT", SubType: "FRONT_SIDE", Country: "AUS",
		FileName: "passport-front.jpg", Content: bytes.NewReader(picture.Bytes()),
		Size: int64(picture.Len()), SHA256: sha256.Sum256(picture.Bytes()),
		Release: func(context.Context) error { fmt.Println("last byte released"); return nil },
	})
	fmt.Println(outcome)
	fmt.Printf("%d errors, %d warnings\n", len(outcome.Errors), len(outcome.Warnings))
	fmt.Println("attached to", foreign.Reveal(outcome.Echo.DocumentType), foreign.Reveal(outcome.Echo.DocumentSubType))
	// Output:
	// last byte released
	// answered (), released true, status 200
	// 0 errors, 0 warnings
	// attached to PASSPORT FRONT_SIDE
}
